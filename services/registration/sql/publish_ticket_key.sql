-- Returns no row when another key is known under the id. The update of a known
-- one changes nothing, but makes it a row to return.
INSERT INTO rollcall.ticket_key (key_id, public_key)
VALUES ($1, $2)
    ON CONFLICT (key_id) DO UPDATE
   SET public_key = excluded.public_key
 WHERE ticket_key.public_key = excluded.public_key
RETURNING key_id
