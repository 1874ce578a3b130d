-- At most $5 decisions that came until $4, after that of device $2 and scan $3.
SELECT device_id AS first_key, scan_id AS second_key, device_id, scan_id, session_id,
       registration_id, gate, direction, outcome, array_to_string(reasons, ',') AS reasons,
       anomaly, forced, force_requested, attempt_of, first_scan_time, first_device_id,
       first_gate, scan_time, receive_time, offline, quarantined
  FROM rollcall.report_decision
 WHERE event_id = $1
   AND (device_id, scan_id) > ($2::uuid, $3::uuid)
   AND receive_time <= $4
 ORDER BY device_id, scan_id
 LIMIT $5
