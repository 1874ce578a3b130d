-- The registration that the request $2 made. No row when it made none.
SELECT registration_id, request_hash
  FROM rollcall.registration
 WHERE event_id = $1
   AND request_id = $2
