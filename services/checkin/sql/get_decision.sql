-- No row when the device has made no such scan.
SELECT session_id, registration_id, gate, direction, outcome,
       array_to_string(reasons, ',') AS reasons, anomaly, forced, force_requested,
       attempt_of, first_scan_time, first_device_id, first_gate, scan_time,
       receive_time, content_hash
  FROM rollcall.decision
 WHERE event_id = $1
   AND device_id = $2
   AND scan_id = $3
