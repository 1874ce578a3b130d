-- Locks the doors of sessions $2, in key order so that two calls never wait for each
-- other in a circle. Returns those that have been locked before.
SELECT session_id
  FROM rollcall.door
 WHERE event_id = $1
   AND session_id = ANY ($2::text[])
 ORDER BY session_id
   FOR UPDATE
