-- Says where the place of the registration went.
UPDATE rollcall.registration
   SET transferred_to = $3
 WHERE event_id = $1
   AND registration_id = $2
RETURNING registration_id
