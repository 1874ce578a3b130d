-- Up to $3 registrations that may come to a door, with ids after $2, by id; from the
-- first when $2 is null. Only those whose name has the part $4, folded.
SELECT r.registration_id, r.state, p.display_name, p.organization
  FROM rollcall.registration r
  JOIN rollcall.person p USING (event_id, registration_id)
 WHERE r.event_id = $1
   AND r.state IN ('PENDING', 'CONFIRMED', 'WAITLISTED')
   AND ($2::uuid IS NULL OR r.registration_id > $2::uuid)
   AND p.search_key LIKE '%' || rollcall.unaccent('rollcall.unaccent', $4) || '%'
 ORDER BY r.registration_id
 LIMIT $3
