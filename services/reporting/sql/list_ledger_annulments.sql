-- At most $5 annulments until $4, after that of device $2 and scan $3.
SELECT device_id AS first_key, scan_id AS second_key, device_id, scan_id,
       annulling_device_id, forced, annul_time
  FROM rollcall.report_annulment
 WHERE event_id = $1
   AND (device_id, scan_id) > ($2::uuid, $3::uuid)
   AND annul_time <= $4
 ORDER BY device_id, scan_id
 LIMIT $5
