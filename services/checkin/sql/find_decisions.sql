-- What was decided of the scans, each a device and a scan_id, with their positions
-- from 1. No row for a scan that was not decided.
SELECT row.position, e.time_zone, d.session_id, d.device_id, d.scan_id,
       d.registration_id, d.gate, d.direction, d.outcome,
       array_to_string(d.reasons, ',') AS reasons, d.anomaly, d.forced,
       d.force_requested, d.attempt_of, d.first_scan_time, d.first_device_id,
       d.first_gate, d.opens_time, d.closes_time, d.place_count, d.offline,
       d.quarantined, d.scan_time, d.receive_time, d.content_hash, a.annul_time
  FROM unnest($2::uuid[], $3::uuid[]) WITH ORDINALITY
       AS row (device_id, scan_id, position)
 CROSS JOIN LATERAL
       (SELECT *
          FROM rollcall.decision d
         WHERE d.event_id = $1
           AND d.device_id = row.device_id
           AND d.scan_id = row.scan_id
        OFFSET 0) AS d
  JOIN rollcall.event e
    ON e.event_id = $1
  LEFT JOIN LATERAL
       (SELECT a.annul_time
          FROM rollcall.annulment a
         WHERE a.event_id = $1
           AND a.device_id = row.device_id
           AND a.scan_id = row.scan_id
        OFFSET 0) AS a
    ON true
