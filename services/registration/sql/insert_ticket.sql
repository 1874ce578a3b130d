-- Returns no row when the code, the request_id or the place of the registration's
-- one valid ticket is taken.
INSERT INTO rollcall.ticket (event_id, serial, code, registration_id, request_id)
VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT DO NOTHING
RETURNING serial
