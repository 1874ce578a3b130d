-- Up to $3 registrations with ids after $2, by id; from the first when $2 is null.
SELECT r.registration_id, r.state, r.mode, r.country_code, r.sector_id, r.create_time,
       p.display_name, p.email, p.email_key, p.external_id, p.organization, p.job_title
  FROM rollcall.registration r
  JOIN rollcall.person p USING (event_id, registration_id)
 WHERE r.event_id = $1
   AND ($2::uuid IS NULL OR r.registration_id > $2::uuid)
 ORDER BY r.registration_id
 LIMIT $3
