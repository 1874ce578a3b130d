-- One row for each place whose count changes; all of them are locked.
UPDATE rollcall.capacity AS c
   SET taken_count = row.taken_count
  FROM unnest($2::text[], $3::text[], $4::int[]) AS row (session_id, mode, taken_count)
 WHERE c.event_id = $1
   AND c.session_id = row.session_id
   AND c.mode = row.mode
RETURNING c.session_id
