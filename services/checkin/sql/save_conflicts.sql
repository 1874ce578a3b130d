-- Writes conflicts that hold. One that did before keeps what people wrote.
INSERT INTO rollcall.conflict
       (event_id, conflict_id, kind, session_id, registration_id, device_id, scan_id,
        scan_time, canonical_device_id, canonical_scan_id, canonical_scan_time)
SELECT $1, row.*
  FROM unnest($2::uuid[], $3::text[], $4::text[], $5::uuid[], $6::uuid[], $7::uuid[],
              $8::timestamptz[], $9::uuid[], $10::uuid[], $11::timestamptz[])
       AS row (conflict_id, kind, session_id, registration_id, device_id, scan_id,
               scan_time, canonical_device_id, canonical_scan_id, canonical_scan_time)
 ORDER BY row.conflict_id
    ON CONFLICT (event_id, conflict_id) DO UPDATE
   SET holds = true,
       canonical_device_id = excluded.canonical_device_id,
       canonical_scan_id = excluded.canonical_scan_id,
       canonical_scan_time = excluded.canonical_scan_time
RETURNING conflict_id
