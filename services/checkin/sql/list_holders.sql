-- What is known of the registrations $2, each presented by the ticket of serial $3
-- or code $4, if by one, at the door of session $5; with their positions from 1.
-- Read after the registrations are locked.
SELECT row.position, r.state, r.state_time, r.mode, r.blocked,
       r.erase_time IS NOT NULL AS erased, t.revoke_time,
       row.session_id = 'venue'
         OR EXISTS (SELECT FROM rollcall.registration_session s
                     WHERE s.event_id = r.event_id
                       AND s.registration_id = r.registration_id
                       AND s.session_id = row.session_id) AS includes_session
  FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[]) WITH ORDINALITY
       AS row (registration_id, serial, code, session_id, position)
  JOIN rollcall.registration r
    ON r.event_id = $1
   AND r.registration_id = row.registration_id
  LEFT JOIN rollcall.ticket t
    ON t.event_id = r.event_id
   AND t.registration_id = r.registration_id
   AND (t.serial = row.serial OR t.code = row.code)
