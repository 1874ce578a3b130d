-- Begins an import. No row when there is one with the request_id; waits for one
-- under way.
INSERT INTO rollcall.registration_import (event_id, request_id, response)
VALUES ($1, $2, '')
    ON CONFLICT DO NOTHING
RETURNING request_id
