-- Returns no row when the registration, which is locked, has no valid ticket.
UPDATE rollcall.ticket
   SET revoked = true
 WHERE event_id = $1
   AND registration_id = $2
   AND NOT revoked
RETURNING serial
