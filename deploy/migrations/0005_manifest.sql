-- What a manifest says of each registration.
CREATE VIEW rollcall.manifest AS
  SELECT r.event_id, r.registration_id, r.state, r.mode, r.blocked, v.serial, v.code,
         coalesce((SELECT string_agg(t.serial || ',' || t.code, ',')
                     FROM rollcall.ticket t
                    WHERE t.event_id = r.event_id
                      AND t.registration_id = r.registration_id
                      AND t.revoked), '') AS revoked,
         coalesce((SELECT string_agg(s.session_id, ',')
                     FROM rollcall.registration_session s
                    WHERE s.event_id = r.event_id
                      AND s.registration_id = r.registration_id), '') AS sessions
    FROM rollcall.registration r
    LEFT JOIN rollcall.ticket v
      ON v.event_id = r.event_id
     AND v.registration_id = r.registration_id
     AND NOT v.revoked;
