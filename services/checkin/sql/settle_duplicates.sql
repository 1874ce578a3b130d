-- Settles the duplicates of each person $2 in session $3, but for the conflicts $4.
UPDATE rollcall.conflict c
   SET holds = false
  FROM unnest($2::uuid[], $3::text[]) AS row (registration_id, session_id)
 WHERE c.event_id = $1
   AND c.registration_id = row.registration_id
   AND c.session_id = row.session_id
   AND c.kind = 'DUPLICATE_OFFLINE'
   AND c.holds
   AND NOT c.conflict_id = ANY ($4::uuid[])
RETURNING c.conflict_id
