-- Everybody who was in the room of session $2, with the scans that began their
-- stays. No row unless a device let somebody in alone.
SELECT i.registration_id, i.start_time, i.end_time, d.device_id, d.scan_id, d.offline
  FROM rollcall.presence_interval i
  JOIN LATERAL (SELECT d.device_id, d.scan_id, d.offline
                  FROM rollcall.decision d
                 WHERE d.event_id = i.event_id
                   AND d.registration_id = i.registration_id
                   AND d.session_id = i.session_id
                   AND d.outcome = 'ADMITTED'
                   AND d.scan_time = i.start_time
                   AND NOT d.quarantined
                   AND NOT EXISTS (SELECT FROM rollcall.annulment a
                                    WHERE a.event_id = d.event_id
                                      AND a.device_id = d.device_id
                                      AND a.scan_id = d.scan_id)
                 ORDER BY d.scan_id
                 LIMIT 1) d ON true
 WHERE i.event_id = $1
   AND i.session_id = $2
   AND i.mode = 'IN_PERSON'
   AND EXISTS (SELECT FROM rollcall.decision f
                WHERE f.event_id = $1
                  AND f.session_id = $2
                  AND f.offline
                  AND NOT f.quarantined
                  AND f.outcome = 'ADMITTED')
