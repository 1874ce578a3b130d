-- The API key that the request $2 made. No row when it made none.
SELECT api_key_id, request_hash
  FROM rollcall.api_key
 WHERE event_id = $1
   AND request_id = $2
