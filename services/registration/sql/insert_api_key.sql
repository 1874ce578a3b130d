-- Returns no row when the request_id is taken.
INSERT INTO rollcall.api_key
       (event_id, api_key_id, display_name, role, key_hash, expire_time, request_id,
        request_hash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (event_id, request_id) DO NOTHING
RETURNING api_key_id
