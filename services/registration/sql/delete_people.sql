-- Removes whom the registrations $2 are for.
DELETE FROM rollcall.person
 WHERE event_id = $1
   AND registration_id = ANY ($2::uuid[])
RETURNING registration_id
