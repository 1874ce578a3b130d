-- Up to $3 conflicts with ids after $2, by id; from the first when $2 is null. Only
-- of session $4 unless it is null; open ones if $5, resolved ones if $6, and those
-- that later scans settled if $7.
SELECT conflict_id, kind, session_id, registration_id, device_id, scan_id, scan_time,
       canonical_device_id, canonical_scan_id, canonical_scan_time, holds, note,
       resolve_time
  FROM rollcall.conflict
 WHERE event_id = $1
   AND ($2::uuid IS NULL OR conflict_id > $2::uuid)
   AND ($4::text IS NULL OR session_id = $4)
   AND CASE WHEN note IS NOT NULL THEN $6::boolean
            WHEN holds THEN $5::boolean
            ELSE $7::boolean END
 ORDER BY conflict_id
 LIMIT $3
