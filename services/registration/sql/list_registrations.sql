-- Up to $3 registrations with ids after $2, by id; from the first when $2 is null.
-- Of the filters, those count that are not null: states $4, mode $5, country $6,
-- sector $7, delegation $8, and a part of the name $9, folded. Null columns of the
-- person once they are erased.
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
   AND ($2::uuid IS NULL OR r.registration_id > $2::uuid)
   AND ($4::text[] IS NULL OR r.state = ANY ($4::text[]))
   AND ($5::text IS NULL OR r.mode = $5)
   AND ($6::text IS NULL OR r.country_code = $6)
   AND ($7::text IS NULL OR r.sector_id = $7)
   AND ($8::uuid IS NULL OR r.delegation_id = $8::uuid)
   AND ($9::text IS NULL
        OR p.search_key LIKE '%' || rollcall.unaccent('rollcall.unaccent', $9) || '%')
 ORDER BY r.registration_id
 LIMIT $3
