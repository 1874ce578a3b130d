-- One row for each element of the arrays, in their order.
INSERT INTO rollcall.speaker
       (event_id, session_id, position, role, honorific, full_name, job_title,
        affiliation, country_code)
SELECT $1, $2, row.position, row.role, row.honorific, row.full_name, row.job_title,
       row.affiliation, row.country_code
  FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
       WITH ORDINALITY
       AS row (role, honorific, full_name, job_title, affiliation, country_code, position)
RETURNING position
