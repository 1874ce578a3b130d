-- The code of the first ticket of the registration, revoked or not. No row when it
-- never had one.
SELECT code
  FROM rollcall.ticket
 WHERE event_id = $1
   AND registration_id = $2
 ORDER BY create_time, serial
 LIMIT 1
