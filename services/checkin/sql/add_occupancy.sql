-- Adds the changes $3 of how many are inside the sessions $2 to writer slot $4, in
-- key order.
INSERT INTO rollcall.occupancy AS o (event_id, session_id, slot, inside_count, version)
SELECT $1, row.session_id, $4::smallint, row.change, 1
  FROM unnest($2::text[], $3::bigint[]) AS row (session_id, change)
 ORDER BY row.session_id COLLATE "C"
    ON CONFLICT (event_id, session_id, slot) DO UPDATE
   SET inside_count = o.inside_count + excluded.inside_count,
       version = o.version + 1
RETURNING session_id
