-- Returns no row when the code or the secret is taken: make others.
INSERT INTO rollcall.ticket (event_id, secret, code, registration_id)
VALUES ($1, $2, $3, $4)
    ON CONFLICT DO NOTHING
RETURNING secret
