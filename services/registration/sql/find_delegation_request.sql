-- The delegation that the request $2 made. No row when it made none.
SELECT delegation_id, request_hash
  FROM rollcall.delegation
 WHERE event_id = $1
   AND request_id = $2
