-- What the event's rule says of people in sessions, and when and how long they were
-- there, in seconds: of those of whom something is known or, in session $4, of everybody.
-- Narrowed to person $5; null means no limit. After registration $2 and session $3.
WITH page AS (
  SELECT r.registration_id, s.session_id, coalesce(a.bucket, 'NONE') AS bucket,
         coalesce(a.online_seconds, 0) AS online_seconds, coalesce(a.online, '{}') AS online
    FROM rollcall.registration r
    JOIN rollcall.agenda_session s
      ON s.event_id = r.event_id
    LEFT JOIN rollcall.attendance a
      ON a.event_id = r.event_id
     AND a.registration_id = r.registration_id
     AND a.session_id = s.session_id
   WHERE r.event_id = $1
     AND ($5::uuid IS NULL OR r.registration_id = $5::uuid)
     AND ($2::uuid IS NULL
          OR (r.registration_id, s.session_id) > ($2::uuid, $3::text COLLATE "C"))
     AND CASE WHEN $4::text IS NULL THEN a.registration_id IS NOT NULL
              ELSE s.session_id = $4::text END
   ORDER BY r.registration_id, s.session_id
   LIMIT $6
)
SELECT page.*, (SELECT e.time_zone FROM rollcall.event e WHERE e.event_id = $1) AS time_zone,
       (SELECT CASE e.attendance_measure WHEN 'PERCENT_OF_ACTUAL' THEN l.actual_seconds
                                         ELSE l.scheduled_seconds END
          FROM rollcall.event e
          JOIN rollcall.session_length l USING (event_id)
         WHERE e.event_id = $1
           AND l.session_id = page.session_id)::double precision AS session_seconds,
       EXISTS (SELECT FROM rollcall.attendance_rollup known
                WHERE known.event_id = $1
                  AND (known.session_id = page.session_id OR page.session_id = 'venue')
                  AND (known.session_id <> 'venue' OR known.bucket <> 'NONE')
                  AND known.person_count <> 0) AS evaluated,
       coalesce(
         (SELECT sum(extract(epoch FROM upper(piece) - lower(piece)))
            FROM (SELECT range_agg(
                           tstzrange(i.start_time,
                                     greatest(i.start_time, coalesce(i.end_time, now())))
                           * tstzrange(s.start_time, s.end_time)) AS pieces
                    FROM rollcall.presence_interval i
                    JOIN rollcall.agenda_session s USING (event_id, session_id)
                   WHERE i.event_id = $1
                     AND i.registration_id = page.registration_id
                     AND (i.session_id = page.session_id OR page.session_id = 'venue')
                     AND i.anomaly = 'UNSPECIFIED') AS united
           CROSS JOIN LATERAL unnest(united.pieces) AS piece), 0)::double precision
         AS attended_seconds
  FROM page
 ORDER BY page.registration_id, page.session_id
