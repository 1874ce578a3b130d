-- Splits watch time of event $1 by local day: of the registrations $2, which the
-- transaction has locked, in the sessions $3, each pair once, the pieces $4 that
-- refresh_attendance has counted, of $5 seconds; there were $6 seconds before. The
-- days of a pair sum to its whole seconds.
WITH watched AS (
  SELECT row.*, zone.time_zone,
         (lower(row.pieces) AT TIME ZONE zone.time_zone)::date AS first_day,
         (upper(row.pieces) AT TIME ZONE zone.time_zone)::date AS last_day
    FROM unnest($2::uuid[], $3::text[], $4::tstzmultirange[], $5::bigint[], $6::bigint[])
         AS row (registration_id, session_id, pieces, online_seconds, old_online_seconds)
   CROSS JOIN (SELECT e.time_zone
                 FROM rollcall.event e
                WHERE e.event_id = $1
               OFFSET 0) AS zone
), piece AS (
  SELECT w.registration_id, w.session_id, part.day, part.span
    FROM watched w
   CROSS JOIN LATERAL unnest(w.pieces) AS whole (span)
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
  SELECT registration_id, session_id, first_day AS day, online_seconds
    FROM watched
   WHERE first_day = last_day
  UNION ALL
  -- Rounded so that the days sum to the whole.
  SELECT registration_id, session_id, day,
         floor(sum(seconds) OVER so_far)::bigint
           - floor(sum(seconds) OVER so_far - seconds)::bigint
    FROM lit
  WINDOW so_far AS (PARTITION BY registration_id, session_id ORDER BY day)
), counted AS (
  SELECT d.*
    FROM watched w
   CROSS JOIN LATERAL
         -- Its place, which nobody changes while the person is locked.
         (SELECT d.*, d.ctid AS place
            FROM rollcall.attendance_day d
           WHERE d.event_id = $1
             AND d.registration_id = w.registration_id
             AND d.session_id = w.session_id
          OFFSET 0) AS d
   WHERE w.old_online_seconds > 0
), pair AS (
  SELECT registration_id, session_id, day, d.online_seconds,
         c.online_seconds AS old_online_seconds, c.place
    FROM (SELECT * FROM derived WHERE online_seconds > 0) AS d
    FULL JOIN counted c USING (registration_id, session_id, day)
), added AS (
  INSERT INTO rollcall.attendance_day
         (event_id, registration_id, session_id, day, online_seconds)
  SELECT $1, registration_id, session_id, day, online_seconds FROM pair WHERE place IS NULL
), moved AS (
  UPDATE rollcall.attendance_day d
     SET online_seconds = pair.online_seconds
    FROM pair
   WHERE d.ctid = pair.place
     AND pair.online_seconds <> pair.old_online_seconds
)
DELETE FROM rollcall.attendance_day d
 USING pair
 WHERE d.ctid = pair.place
   AND pair.online_seconds IS NULL
