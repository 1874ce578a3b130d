-- Ends the access of device $2 of event $1, once. No row when it has ended, or there is
-- no such device.
UPDATE rollcall.device
   SET code_hash = NULL,
       code_expire_time = NULL,
       token_hash = NULL,
       previous_hash = NULL,
       previous_expire_time = NULL,
       revoke_time = now(),
       change_time = now()
 WHERE event_id = $1
   AND device_id = $2
   AND revoke_time IS NULL
RETURNING device_id
