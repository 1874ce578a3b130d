-- One row for each ticket made; none where the code is taken: make another.
INSERT INTO rollcall.ticket (event_id, serial, code, registration_id)
SELECT $1, row.serial, row.code, row.registration_id
  FROM unnest($2::uuid[], $3::text[], $4::uuid[]) AS row (serial, code, registration_id)
    ON CONFLICT DO NOTHING
RETURNING registration_id
