-- Returns no row when the request_id is taken.
INSERT INTO rollcall.device
       (event_id, device_id, display_name, role, session_ids, gate, code_hash,
        code_expire_time, request_id, request_hash)
VALUES ($1, $2, $3, $4, $5::text[], $6, $7, $8, $9, $10)
    ON CONFLICT (event_id, request_id) DO NOTHING
RETURNING device_id
