-- No row when the event has no such registration.
SELECT r.registration_id, r.state, r.mode, r.country_code, r.sector_id, r.create_time,
       p.display_name, p.email, p.email_key, p.external_id, p.organization, p.job_title
  FROM rollcall.registration r
  JOIN rollcall.person p USING (event_id, registration_id)
 WHERE r.event_id = $1
   AND r.registration_id = $2
