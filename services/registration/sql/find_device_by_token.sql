-- Device $2 of event $1, if its token has the hash $3. Locked, so that the commit
-- waits until the standby has it, too.
SELECT device_id
  FROM rollcall.device
 WHERE event_id = $1
   AND device_id = $2
   AND token_hash = $3
   FOR NO KEY UPDATE
