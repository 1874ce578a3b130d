-- One row for each element of the arrays, in their order.
INSERT INTO rollcall.sector (event_id, position, sector_id, display_name)
SELECT $1, row.position, row.sector_id, row.display_name
  FROM unnest($2::text[], $3::text[]) WITH ORDINALITY
       AS row (sector_id, display_name, position)
RETURNING position
