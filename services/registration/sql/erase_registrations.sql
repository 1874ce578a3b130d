-- Marks the registrations $2, which are locked, as erased. The hash of the request
-- depends on the person; the empty one is no request's. Returns those that were not
-- erased before.
UPDATE rollcall.registration
   SET erase_time = now(),
       request_hash = '',
       change_xid = pg_current_xact_id(),
       version = version + 1
 WHERE event_id = $1
   AND registration_id = ANY ($2::uuid[])
   AND erase_time IS NULL
RETURNING registration_id
