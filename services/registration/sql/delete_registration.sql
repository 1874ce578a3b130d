-- Removes a registration that insert_registration left without a person.
DELETE FROM rollcall.registration
 WHERE event_id = $1
   AND registration_id = $2
RETURNING registration_id
