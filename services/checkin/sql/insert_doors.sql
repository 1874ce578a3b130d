-- Adds the doors of sessions $2, in key order, that are locked for the first time.
INSERT INTO rollcall.door (event_id, session_id)
SELECT $1, session_id
  FROM unnest($2::text[]) AS row (session_id)
 ORDER BY session_id COLLATE "C"
    ON CONFLICT (event_id, session_id) DO NOTHING
RETURNING session_id
