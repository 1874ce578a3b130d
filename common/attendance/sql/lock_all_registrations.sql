-- Locks all registrations of event $1, in the order of their ids so that two calls
-- never wait for each other in a circle.
SELECT registration_id
  FROM rollcall.registration
 WHERE event_id = $1
 ORDER BY registration_id
   FOR NO KEY UPDATE
