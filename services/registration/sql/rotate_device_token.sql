-- Gives device $2 of event $1 the token with the hash $3. Until $4 the one stands that
-- it has, or the one before that while that one stands: then the device asks again,
-- since it has not heard of the one that it has. NULL means that none does. No row when
-- it has not enrolled, or was revoked.
UPDATE rollcall.device
   SET previous_hash = CASE WHEN $4::timestamptz IS NULL THEN NULL
                            WHEN previous_expire_time > now() THEN previous_hash
                            ELSE token_hash END,
       previous_expire_time = $4,
       token_hash = $3,
       change_time = now()
 WHERE event_id = $1
   AND device_id = $2
   AND token_hash IS NOT NULL
RETURNING device_id
