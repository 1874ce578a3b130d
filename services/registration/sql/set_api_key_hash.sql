-- Gives API key $2 of event $1 the text with the hash $3. No row when it was revoked.
UPDATE rollcall.api_key
   SET key_hash = $3,
       change_time = now()
 WHERE event_id = $1
   AND api_key_id = $2
   AND revoke_time IS NULL
RETURNING api_key_id
