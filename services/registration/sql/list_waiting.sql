-- Up to $2 of those who wait and have no offer, who is served first first, after
-- the one with priority $3, time $4 and id $5; from the first when $4 is null.
SELECT r.registration_id, r.mode, r.waitlist_priority, r.queue_time,
       coalesce((SELECT string_agg(s.session_id, ',' ORDER BY s.session_id)
                   FROM rollcall.registration_session s
                  WHERE s.event_id = r.event_id
                    AND s.registration_id = r.registration_id), '') AS sessions
  FROM rollcall.registration r
 WHERE r.event_id = $1
   AND r.state = 'WAITLISTED'
   AND r.offer_expire_time IS NULL
   AND ($4::timestamptz IS NULL
        OR (r.waitlist_priority, r.queue_time, r.registration_id)
           > ($3::int, $4::timestamptz, $5::uuid))
 ORDER BY r.waitlist_priority, r.queue_time, r.registration_id
 LIMIT $2
