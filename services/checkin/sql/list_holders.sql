-- What is known of the registrations $2, each presented by the ticket of serial $3
-- or code $4, if by one, at the door of session $5; with their positions from 1.
-- Read after the registrations are locked, at read_time.
SELECT row.position, clock_timestamp() AS read_time, r.state, r.state_time, r.mode, r.blocked,
       r.erase_time IS NOT NULL AS erased, t.revoke_time,
       row.session_id = 'venue' OR s.included IS NOT NULL AS includes_session
  FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[]) WITH ORDINALITY
       AS row (registration_id, serial, code, session_id, position)
 CROSS JOIN LATERAL
       (SELECT *
          FROM rollcall.registration r
         WHERE r.event_id = $1
           AND r.registration_id = row.registration_id
        OFFSET 0) AS r
  LEFT JOIN LATERAL
       (SELECT t.revoke_time
          FROM rollcall.ticket t
         WHERE t.event_id = $1
           AND t.registration_id = row.registration_id
           AND (t.serial = row.serial OR t.code = row.code)
        OFFSET 0) AS t
    ON true
  LEFT JOIN LATERAL
       (SELECT true AS included
          FROM rollcall.registration_session s
         WHERE s.event_id = $1
           AND s.registration_id = row.registration_id
           AND s.session_id = row.session_id
           AND row.session_id <> 'venue'
        OFFSET 0) AS s
    ON true
