-- One row for each element of the arrays, in their order.
INSERT INTO rollcall.partner (event_id, position, role, display_name)
SELECT $1, row.position, row.role, row.display_name
  FROM unnest($2::text[], $3::text[]) WITH ORDINALITY
       AS row (role, display_name, position)
RETURNING position
