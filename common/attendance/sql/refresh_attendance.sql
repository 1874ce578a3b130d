-- Recounts the registrations $2 of event $1, each once, which the transaction has
-- locked:
-- derives where each belongs, compares with where each was counted last, and
-- moves the difference to the rollup rows of writer slot $3, in key order.
-- Watch time is the length of the union of a person's closed online intervals,
-- each clipped to its session. Returns that union as text where there is some now
-- or was before, for refresh_days.
WITH person AS (
  SELECT r.registration_id,
         coalesce(r.country_code, '') AS country_code,
         coalesce(r.sector_id, '') AS sector_id,
         coalesce(r.delegation_id::text, '') AS delegation_id,
         r.mode, r.state
    FROM unnest($2::uuid[]) AS asked (registration_id)
   CROSS JOIN LATERAL
         (SELECT *
            FROM rollcall.registration r
           WHERE r.event_id = $1
             AND r.registration_id = asked.registration_id
          OFFSET 0) AS r
), span AS (
  SELECT i.registration_id, i.session_id, i.mode,
         -- Only what is online is measured.
         CASE WHEN i.mode = 'ONLINE' AND i.end_time IS NOT NULL
              THEN tstzrange(i.start_time, i.end_time)
                   * (SELECT tstzrange(s.start_time, s.end_time)
                        FROM rollcall.agenda_session s
                       WHERE s.event_id = $1
                         AND s.session_id = i.session_id) END AS closed
    FROM unnest($2::uuid[]) AS asked (registration_id)
   CROSS JOIN LATERAL
         (SELECT *
            FROM rollcall.presence_interval i
           WHERE i.event_id = $1
             AND i.registration_id = asked.registration_id
             -- What lasts online counts once it has ended.
             AND (i.mode = 'IN_PERSON' OR i.end_time IS NOT NULL)
             AND i.anomaly = 'UNSPECIFIED'
          OFFSET 0) AS i
), scoped AS (
  SELECT * FROM span
  UNION ALL
  -- Whoever is in a session is at the event.
  SELECT registration_id, 'venue', mode, closed FROM span WHERE session_id <> 'venue'
), united AS (
  SELECT registration_id, session_id,
         bool_or(mode = 'IN_PERSON') AS in_person,
         range_agg(closed) FILTER (WHERE closed IS NOT NULL) AS online
    FROM scoped
   GROUP BY registration_id, session_id
), measure AS (
  -- In a room nothing is measured.
  SELECT watched.session_id, m.present_seconds, m.partial_seconds
    FROM (SELECT DISTINCT session_id FROM united WHERE online IS NOT NULL) AS watched
   CROSS JOIN LATERAL
         (SELECT m.present_seconds, m.partial_seconds
            FROM rollcall.session_measure m
           WHERE m.event_id = $1
             AND m.session_id = watched.session_id
          OFFSET 0) AS m
), measured AS (
  SELECT u.registration_id, u.session_id, u.in_person, u.online, m.present_seconds,
         m.partial_seconds,
         coalesce((SELECT sum(extract(epoch FROM upper(piece) - lower(piece)))
                     FROM unnest(u.online) AS piece), 0)::numeric AS online_seconds
    FROM united u
    LEFT JOIN measure m USING (session_id)
), judged AS (
  SELECT registration_id, session_id, in_person, online_seconds,
         -- Whoever has attended a session has attended the event, however long that is.
         CASE session_id WHEN 'venue' THEN bool_or(online_seconds >= present_seconds) OVER person
                         ELSE online_seconds >= present_seconds END AS online,
         CASE session_id WHEN 'venue' THEN bool_or(online_seconds >= partial_seconds) OVER person
                         ELSE online_seconds >= partial_seconds END AS partial
    FROM measured
  WINDOW person AS (PARTITION BY registration_id)
), counted AS (
  SELECT a.registration_id, a.session_id, a.country_code, a.sector_id, a.delegation_id,
         a.mode, a.state, a.bucket, a.online_seconds, a.place
    FROM unnest($2::uuid[]) AS asked (registration_id)
   CROSS JOIN LATERAL
         -- Its place, which nobody changes while the person is locked.
         (SELECT a.*, a.ctid AS place
            FROM rollcall.attendance a
           WHERE a.event_id = $1
             AND a.registration_id = asked.registration_id
          OFFSET 0) AS a
), place AS (
  SELECT registration_id, 'venue' COLLATE "C" AS session_id FROM person
  UNION
  SELECT registration_id, session_id FROM judged
), derived AS (
  SELECT p.registration_id, place.session_id, p.country_code, p.sector_id,
         p.delegation_id, p.mode, p.state,
         CASE WHEN j.in_person AND j.online THEN 'BOTH'
              WHEN j.in_person THEN 'IN_PERSON_ONLY'
              WHEN j.online THEN 'ONLINE_ONLY'
              WHEN j.partial THEN 'PARTIAL'
              ELSE 'NONE' END COLLATE "C" AS bucket,
         floor(coalesce(j.online_seconds, 0))::bigint AS online_seconds
    FROM person p
    JOIN place USING (registration_id)
    LEFT JOIN judged j USING (registration_id, session_id)
), changed AS (
  SELECT d.* FROM derived d
  EXCEPT
  SELECT registration_id, session_id, country_code, sector_id, delegation_id, mode, state,
         bucket, online_seconds
    FROM counted
), gone AS (
  -- Nothing is known of the person in the session any more.
  SELECT c.*
    FROM counted c
    LEFT JOIN derived d USING (registration_id, session_id)
   WHERE d.registration_id IS NULL
), removed AS (
  DELETE FROM rollcall.attendance a
   USING gone
   WHERE a.ctid = gone.place
  RETURNING a.registration_id
), moved AS (
  INSERT INTO rollcall.attendance
         (event_id, registration_id, session_id, country_code, sector_id, delegation_id, mode, state,
          bucket, online_seconds)
  SELECT $1, registration_id, session_id, country_code, sector_id, delegation_id, mode, state, bucket,
         online_seconds
    FROM changed
      ON CONFLICT (event_id, registration_id, session_id) DO UPDATE
     SET country_code = excluded.country_code,
         sector_id = excluded.sector_id,
         delegation_id = excluded.delegation_id,
         mode = excluded.mode,
         state = excluded.state,
         bucket = excluded.bucket,
         online_seconds = excluded.online_seconds
  RETURNING registration_id
), delta AS (
  SELECT session_id, country_code, sector_id, delegation_id, mode, state, bucket,
         sum(persons) AS persons, sum(seconds) AS seconds
    FROM (SELECT session_id, country_code, sector_id, delegation_id, mode, state, bucket,
                 1 AS persons, online_seconds AS seconds
            FROM changed
          UNION ALL
          SELECT c.session_id, c.country_code, c.sector_id, c.delegation_id, c.mode,
                 c.state, c.bucket, -1, -c.online_seconds
            FROM counted c
            JOIN changed USING (registration_id, session_id)
          UNION ALL
          SELECT session_id, country_code, sector_id, delegation_id, mode, state, bucket,
                 -1, -online_seconds
            FROM gone) AS side
   GROUP BY session_id, country_code, sector_id, delegation_id, mode, state, bucket
  HAVING sum(persons) <> 0 OR sum(seconds) <> 0
), rolled AS (
  INSERT INTO rollcall.attendance_rollup AS r
         (event_id, session_id, country_code, sector_id, delegation_id, mode, state, bucket, slot,
          person_count, online_seconds, version)
  SELECT $1, session_id, country_code, sector_id, delegation_id, mode, state, bucket, $3::smallint,
         persons, seconds, 1
    FROM delta
   ORDER BY session_id, country_code, sector_id, delegation_id, mode, state, bucket
      ON CONFLICT (event_id, session_id, country_code, sector_id, delegation_id, mode, state, bucket, slot)
      DO UPDATE
     SET person_count = r.person_count + excluded.person_count,
         online_seconds = r.online_seconds + excluded.online_seconds,
         version = r.version + 1
  RETURNING r.version
)
SELECT registration_id, session_id, coalesce(m.online, '{}')::text AS online
  FROM (SELECT registration_id, session_id, online
          FROM measured
         WHERE online_seconds > 0) AS m
  FULL JOIN (SELECT registration_id, session_id
               FROM counted
              WHERE online_seconds > 0) AS c USING (registration_id, session_id)
