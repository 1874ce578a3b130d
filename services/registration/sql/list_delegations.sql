-- Up to $3 delegations with ids after $2, by id; from the first when $2 is null. A
-- head whose registration has ended leads no more.
SELECT d.delegation_id, d.display_name, d.country_code, d.organization,
       h.registration_id AS head_id, d.in_person_quota, d.online_quota,
       d.in_person_count, d.online_count, d.create_time, d.version
  FROM rollcall.delegation d
  LEFT JOIN rollcall.registration h
    ON h.event_id = d.event_id
   AND h.registration_id = d.head_id
   AND h.state IN ('PENDING', 'CONFIRMED', 'WAITLISTED')
 WHERE d.event_id = $1
   AND ($2::uuid IS NULL OR d.delegation_id > $2::uuid)
 ORDER BY d.delegation_id
 LIMIT $3
