-- As list_manifest, of the registrations that a transaction with an id from $4 on
-- has changed, or a ticket of theirs.
WITH changed AS (
  SELECT registration_id
    FROM rollcall.registration
   WHERE event_id = $1
     AND change_xid >= $4::bigint::text::xid8
  UNION
  SELECT registration_id
    FROM rollcall.ticket
   WHERE event_id = $1
     AND change_xid >= $4::bigint::text::xid8
)
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
  FROM changed
  JOIN rollcall.registration r
    ON r.event_id = $1
   AND r.registration_id = changed.registration_id
  LEFT JOIN rollcall.ticket v
    ON v.event_id = r.event_id
   AND v.registration_id = r.registration_id
   AND NOT v.revoked
 WHERE ($2::uuid IS NULL OR r.registration_id > $2::uuid)
 ORDER BY r.registration_id
 LIMIT $3
