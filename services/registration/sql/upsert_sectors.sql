-- One row for each element of the arrays, in their order, new or not.
INSERT INTO rollcall.sector (event_id, position, sector_id, display_name)
SELECT $1, row.position, row.sector_id, row.display_name
  FROM unnest($2::text[], $3::text[]) WITH ORDINALITY
       AS row (sector_id, display_name, position)
    ON CONFLICT (event_id, sector_id) DO UPDATE
   SET position = excluded.position,
       display_name = excluded.display_name
RETURNING position
