-- No row when the scan was annulled before.
INSERT INTO rollcall.annulment
       (event_id, device_id, scan_id, annulling_device_id, forced, force_reason)
VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (event_id, device_id, scan_id) DO NOTHING
RETURNING annul_time
