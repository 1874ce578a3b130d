-- Keeps no words about the registration $7, if any, once it is erased. No row when
-- the scan was annulled before.
INSERT INTO rollcall.annulment
       (event_id, device_id, scan_id, annulling_device_id, forced, force_reason)
SELECT $1, $2, $3, $4, $5,
       CASE WHEN EXISTS (SELECT FROM rollcall.registration r
                          WHERE r.event_id = $1
                            AND r.registration_id = $7::uuid
                            AND r.erase_time IS NOT NULL) THEN '' ELSE $6 END
    ON CONFLICT (event_id, device_id, scan_id) DO NOTHING
RETURNING annul_time
