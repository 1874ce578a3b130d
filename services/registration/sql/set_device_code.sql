-- Gives device $2 of event $1 another code. No row when it has enrolled or was revoked.
UPDATE rollcall.device
   SET code_hash = $3,
       code_expire_time = $4,
       change_time = now()
 WHERE event_id = $1
   AND device_id = $2
   AND token_hash IS NULL
   AND revoke_time IS NULL
RETURNING device_id
