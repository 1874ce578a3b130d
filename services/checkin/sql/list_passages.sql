-- The scans of a person at the door of a session that were not refused.
SELECT scan_id, direction, scan_time, receive_time, device_id, gate
  FROM rollcall.decision
 WHERE event_id = $1
   AND registration_id = $2
   AND session_id = $3
   AND outcome <> 'REFUSED'
