-- Up to $3 registrations with ids after $2, by id; from the first when $2 is null.
SELECT r.registration_id, r.state, r.mode, r.blocked, v.serial, v.code,
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
   AND NOT v.revoked
 WHERE r.event_id = $1
   AND ($2::uuid IS NULL OR r.registration_id > $2::uuid)
 ORDER BY r.registration_id
 LIMIT $3
