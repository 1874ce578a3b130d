-- At most $5 conflicts after $2. They are derived, and so have no time of their own:
-- $4 is of no account, nor $3.
SELECT conflict_id AS first_key, $3::uuid AS second_key, conflict_id, kind, session_id,
       registration_id, device_id, scan_id, scan_time, canonical_device_id,
       canonical_scan_id, canonical_scan_time, holds, resolve_time
  FROM rollcall.report_conflict
 WHERE event_id = $1
   AND conflict_id > $2::uuid
   AND $4::timestamptz IS NOT NULL
 ORDER BY conflict_id
 LIMIT $5
