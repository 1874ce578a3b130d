-- No row when the event has no such registration; null columns of the person once
-- they are erased.
SELECT r.registration_id, r.state, r.mode, r.country_code, r.sector_id, r.delegation_id,
       r.waitlist_priority, r.offer_expire_time, r.transferred_to, r.erase_time,
       r.blocked, r.create_time, r.version,
       p.display_name, p.email, p.email_key, p.external_id, p.organization, p.job_title,
       coalesce((SELECT string_agg(s.session_id, ',' ORDER BY s.session_id)
                   FROM rollcall.registration_session s
                  WHERE s.event_id = r.event_id
                    AND s.registration_id = r.registration_id), '') AS sessions
  FROM rollcall.registration r
  LEFT JOIN rollcall.person p USING (event_id, registration_id)
 WHERE r.event_id = $1
   AND r.registration_id = $2
