-- Returns no row when the registration, which is locked, has no valid ticket.
UPDATE rollcall.ticket
   SET revoked = true,
       revoke_time = now(),
       change_xid = pg_current_xact_id()
 WHERE event_id = $1
   AND registration_id = $2
   AND NOT revoked
RETURNING serial
