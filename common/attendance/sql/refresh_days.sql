-- Splits watch time of event $1 by local day: of the registrations $2, which the
-- transaction has locked, in the sessions $3, each pair once, the pieces $4 that
-- refresh_attendance has counted. The days of a pair sum to its whole seconds.
-- Returns the number of days that changed.
WITH watched AS (
  SELECT row.registration_id, row.session_id, row.online, zone.time_zone,
         (lower(row.online) AT TIME ZONE zone.time_zone)::date AS first_day,
         (upper(row.online) AT TIME ZONE zone.time_zone)::date AS last_day
    FROM unnest($2::uuid[], $3::text[], $4::tstzmultirange[])
         AS row (registration_id, session_id, online)
   CROSS JOIN (SELECT e.time_zone
                 FROM rollcall.event e
                WHERE e.event_id = $1
               OFFSET 0) AS zone
), piece AS (
  SELECT w.registration_id, w.session_id, w.first_day AS day, unnest(w.online) AS span
    FROM watched w
   WHERE w.first_day = w.last_day
  UNION ALL
  SELECT w.registration_id, w.session_id, part.day, part.span
    FROM watched w
   CROSS JOIN LATERAL unnest(w.online) AS whole (span)
   CROSS JOIN LATERAL
         (SELECT date.day,
                 whole.span * tstzrange(begin_time, lead(begin_time) OVER (ORDER BY date.day))
            FROM generate_series((lower(whole.span) AT TIME ZONE w.time_zone)::date::timestamp,
                                 (upper(whole.span) AT TIME ZONE w.time_zone)::date + 1,
                                 interval '1 day') AS local (midnight)
           CROSS JOIN LATERAL
                 (SELECT local.midnight::date, local.midnight AT TIME ZONE w.time_zone)
                 AS date (day, time)
           CROSS JOIN LATERAL
                 -- Where clocks go back to midnight it comes twice, and the first counts.
                 (SELECT CASE WHEN ((date.time - interval '1 hour') AT TIME ZONE w.time_zone)::date
                                   = date.day
                              THEN date.time - interval '1 hour'
                              ELSE date.time END) AS first (begin_time))
         AS part (day, span)
   WHERE w.first_day <> w.last_day
     AND NOT isempty(part.span)
), lit AS (
  SELECT registration_id, session_id, day,
         sum(extract(epoch FROM upper(span) - lower(span))) AS seconds
    FROM piece
   GROUP BY registration_id, session_id, day
), derived AS (
  -- Rounded so that the days sum to the whole.
  SELECT registration_id, session_id, day,
         floor(sum(seconds) OVER so_far)::bigint
           - floor(sum(seconds) OVER so_far - seconds)::bigint AS online_seconds
    FROM lit
  WINDOW so_far AS (PARTITION BY registration_id, session_id ORDER BY day)
), counted AS (
  SELECT d.place, w.registration_id, w.session_id, d.day, d.online_seconds
    FROM watched w
   CROSS JOIN LATERAL
         -- Its place, which nobody changes while the person is locked.
         (SELECT d.ctid AS place, d.day, d.online_seconds
            FROM rollcall.attendance_day d
           WHERE d.event_id = $1
             AND d.registration_id = w.registration_id
             AND d.session_id = w.session_id
          OFFSET 0) AS d
), changed AS (
  SELECT registration_id, session_id, day, online_seconds FROM derived WHERE online_seconds > 0
  EXCEPT
  SELECT registration_id, session_id, day, online_seconds FROM counted
), moved AS (
  INSERT INTO rollcall.attendance_day
         (event_id, registration_id, session_id, day, online_seconds)
  SELECT $1, changed.* FROM changed
      ON CONFLICT (event_id, registration_id, session_id, day) DO UPDATE
     SET online_seconds = excluded.online_seconds
  RETURNING day
), removed AS (
  DELETE FROM rollcall.attendance_day a
   USING (SELECT c.place
            FROM counted c
            LEFT JOIN derived d
              ON d.registration_id = c.registration_id
             AND d.session_id = c.session_id
             AND d.day = c.day
             AND d.online_seconds > 0
           WHERE d.day IS NULL) AS gone
   WHERE a.ctid = gone.place
  RETURNING a.day
)
SELECT (SELECT count(*) FROM moved) + (SELECT count(*) FROM removed) AS changed_count
