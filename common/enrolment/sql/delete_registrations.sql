-- Removes registrations that insert_registration left without a person. One row
-- for each.
DELETE FROM rollcall.registration
 WHERE event_id = $1
   AND registration_id = ANY ($2::uuid[])
RETURNING registration_id
