-- Takes the offers that have expired back and puts those who had them at the end
-- of their line. The places are locked. One row for each.
UPDATE rollcall.registration AS r
   SET offer_expire_time = NULL,
       queue_time = now(),
       version = r.version + 1
 WHERE r.event_id = $1
   AND r.offer_expire_time <= now()
RETURNING r.registration_id, r.mode,
          coalesce((SELECT string_agg(s.session_id, ',' ORDER BY s.session_id)
                      FROM rollcall.registration_session s
                     WHERE s.event_id = r.event_id
                       AND s.registration_id = r.registration_id), '') AS sessions
