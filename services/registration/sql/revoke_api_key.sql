-- Ends API key $2 of event $1, once. No row when it was ended, or there is no such key.
UPDATE rollcall.api_key
   SET key_hash = NULL,
       revoke_time = now(),
       change_time = now()
 WHERE event_id = $1
   AND api_key_id = $2
   AND revoke_time IS NULL
RETURNING api_key_id
