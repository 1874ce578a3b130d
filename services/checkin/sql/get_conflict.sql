-- No row when the event has no such conflict.
SELECT conflict_id, kind, session_id, registration_id, device_id, scan_id, scan_time,
       canonical_device_id, canonical_scan_id, canonical_scan_time, holds, note,
       resolve_time
  FROM rollcall.conflict
 WHERE event_id = $1
   AND conflict_id = $2
