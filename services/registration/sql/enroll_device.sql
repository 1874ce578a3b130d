-- Gives device $2 of event $1 the token with the hash $4 for the code with the hash $3.
-- No row when the code is not its own, was used, or has expired: of two calls at once
-- the second finds it used.
UPDATE rollcall.device
   SET code_hash = NULL,
       code_expire_time = NULL,
       token_hash = $4,
       change_time = now()
 WHERE event_id = $1
   AND device_id = $2
   AND code_hash = $3
   AND code_expire_time > now()
RETURNING device_id
