-- Withdraws those of the registrations $2, which are locked, that are PENDING or
-- WAITLISTED. One row for each, with the places that were offered to it.
WITH waiting AS (
  SELECT registration_id, offer_expire_time IS NOT NULL AS offered
    FROM rollcall.registration
   WHERE event_id = $1
     AND registration_id = ANY ($2::uuid[])
     AND state IN ('PENDING', 'WAITLISTED')
)
UPDATE rollcall.registration AS r
   SET state = 'WITHDRAWN',
       queue_time = NULL,
       offer_expire_time = NULL,
       state_time = now(),
       change_xid = pg_current_xact_id(),
       version = r.version + 1
  FROM waiting
 WHERE r.event_id = $1
   AND r.registration_id = waiting.registration_id
RETURNING r.registration_id, r.mode, r.delegation_id, waiting.offered,
          coalesce((SELECT string_agg(s.session_id, ',' ORDER BY s.session_id)
                      FROM rollcall.registration_session s
                     WHERE s.event_id = r.event_id
                       AND s.registration_id = r.registration_id), '') AS sessions
