-- Revokes the tickets of the registrations $2.
UPDATE rollcall.ticket
   SET revoked = true,
       revoke_time = now(),
       change_xid = pg_current_xact_id()
 WHERE event_id = $1
   AND registration_id = ANY ($2::uuid[])
   AND NOT revoked
RETURNING registration_id
