-- One row for each pair of the arrays: a registration and a session of it.
INSERT INTO rollcall.registration_session (event_id, registration_id, session_id)
SELECT $1, row.registration_id, row.session_id
  FROM unnest($2::uuid[], $3::text[]) AS row (registration_id, session_id)
RETURNING session_id
