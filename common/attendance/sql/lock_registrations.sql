-- Locks the registrations $2 of event $1, in the order of their ids so that two
-- calls never wait for each other in a circle. Returns those that exist.
SELECT registration_id
  FROM rollcall.registration
 WHERE event_id = $1
   AND registration_id = ANY ($2::uuid[])
 ORDER BY registration_id
   FOR NO KEY UPDATE
