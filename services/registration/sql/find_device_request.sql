-- The device that the request $2 made. No row when it made none.
SELECT device_id, request_hash
  FROM rollcall.device
 WHERE event_id = $1
   AND request_id = $2
