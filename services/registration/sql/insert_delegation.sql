-- Returns no row when the request_id is taken.
INSERT INTO rollcall.delegation
       (event_id, delegation_id, display_name, country_code, organization,
        in_person_quota, online_quota, token_hash, request_id, request_hash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    ON CONFLICT (event_id, request_id) DO NOTHING
RETURNING delegation_id
