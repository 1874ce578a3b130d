-- One row for each element of the array, in its order.
INSERT INTO rollcall.launch (event_id, session_id, position, title)
SELECT $1, $2, row.position, row.title
  FROM unnest($3::text[]) WITH ORDINALITY AS row (title, position)
RETURNING position
