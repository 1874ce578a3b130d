-- The scans that count of each person $2 at the door of session $3. Read after the
-- registrations are locked.
SELECT d.registration_id, d.session_id, d.scan_id, d.direction, d.scan_time, d.device_id,
       d.gate, d.offline, d.forced
  FROM unnest($2::uuid[], $3::text[]) AS row (registration_id, session_id)
 CROSS JOIN LATERAL
       (SELECT *
          FROM rollcall.decision d
         WHERE d.event_id = $1
           AND d.registration_id = row.registration_id
           AND d.session_id = row.session_id
           AND d.outcome <> 'REFUSED'
           AND NOT d.quarantined
        OFFSET 0) AS d
  LEFT JOIN LATERAL
       (SELECT true AS annulled
          FROM rollcall.annulment a
         WHERE a.event_id = $1
           AND a.device_id = d.device_id
           AND a.scan_id = d.scan_id
        OFFSET 0) AS a
    ON true
 WHERE a.annulled IS NULL
