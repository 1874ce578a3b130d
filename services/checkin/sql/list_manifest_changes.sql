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
SELECT m.registration_id, m.state, m.mode, m.blocked, m.serial, m.code, m.revoked,
       m.sessions
  FROM changed
  JOIN rollcall.manifest m
    ON m.event_id = $1
   AND m.registration_id = changed.registration_id
 WHERE ($2::uuid IS NULL OR m.registration_id > $2::uuid)
 ORDER BY m.registration_id
 LIMIT $3
