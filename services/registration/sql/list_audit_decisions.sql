-- The next $4 decisions after scan $3 of device $2, in key order, by what never changes
-- of them.
SELECT audit_id, device_id, scan_id, session_id, registration_id, gate, direction,
       outcome, array_to_string(reasons, ',') AS reasons, anomaly, forced,
       force_requested, attempt_of, first_scan_time, first_device_id, first_gate,
       opens_time, closes_time, place_count, offline, quarantined, scan_time,
       receive_time
  FROM rollcall.decision
 WHERE event_id = $1
   AND (device_id, scan_id) > ($2::uuid, $3::uuid)
 ORDER BY device_id, scan_id
 LIMIT $4
