-- Returns no row when the device has used the scan_id before.
INSERT INTO rollcall.decision
       (event_id, device_id, scan_id, session_id, registration_id, unknown_credential,
        gate, direction, outcome, reasons, anomaly, forced, force_requested,
        force_reason, attempt_of, first_scan_time, first_device_id, first_gate,
        scan_time, content_hash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
        $19, $20)
    ON CONFLICT (event_id, device_id, scan_id) DO NOTHING
RETURNING scan_id
