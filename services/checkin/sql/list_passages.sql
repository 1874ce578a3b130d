-- The scans that count of each person $2 at the door of session $3. Read after the
-- registrations are locked.
SELECT d.registration_id, d.session_id, d.scan_id, d.direction, d.scan_time, d.device_id,
       d.gate, d.offline, d.forced
  FROM unnest($2::uuid[], $3::text[]) AS row (registration_id, session_id)
  JOIN rollcall.decision d
    ON d.event_id = $1
   AND d.registration_id = row.registration_id
   AND d.session_id = row.session_id
 WHERE d.outcome <> 'REFUSED'
   AND NOT d.quarantined
   AND NOT EXISTS (SELECT FROM rollcall.annulment a
                    WHERE a.event_id = d.event_id
                      AND a.device_id = d.device_id
                      AND a.scan_id = d.scan_id)
