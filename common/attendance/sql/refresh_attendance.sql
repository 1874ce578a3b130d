-- Recounts the registrations $2 of event $1, each once, which the transaction has
-- locked:
-- derives where each belongs, compares with where each was counted last, and
-- moves the difference to the rollup rows of writer slot $3, in key order.
-- Watch time is the length of the union of a person's closed online intervals,
-- each clipped to its session. Returns it as text, and in seconds now and before,
-- where either is any, for refresh_days.
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
  UNION ALL
  -- Everybody has a row for it.
  SELECT registration_id, 'venue', 'NONE', NULL FROM person
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
), measured AS MATERIALIZED (
  -- Materialized, or each use of a sum would make it again.
  SELECT u.registration_id, u.session_id, u.in_person, u.online, m.present_seconds,
         m.partial_seconds,
         coalesce((SELECT extract(epoch FROM sum(upper(piece) - lower(piece)))
                     FROM unnest(u.online) AS piece), 0)::numeric AS online_seconds
    FROM united u
    LEFT JOIN measure m USING (session_id)
), judged AS (
  SELECT registration_id, session_id, in_person, online AS pieces, online_seconds,
         -- Whoever has attended a session has attended the event, however long that is.
         CASE session_id WHEN 'venue' THEN bool_or(online_seconds >= present_seconds) OVER person
                         ELSE online_seconds >= present_seconds END AS online,
         CASE session_id WHEN 'venue' THEN bool_or(online_seconds >= partial_seconds) OVER person
                         ELSE online_seconds >= partial_seconds END AS partial
    FROM measured
  WINDOW person AS (PARTITION BY registration_id)
), derived AS (
  SELECT registration_id, j.session_id, p.country_code, p.sector_id, p.delegation_id,
         p.mode, p.state,
         CASE WHEN j.in_person AND j.online THEN 'BOTH'
              WHEN j.in_person THEN 'IN_PERSON_ONLY'
              WHEN j.online THEN 'ONLINE_ONLY'
              WHEN j.partial THEN 'PARTIAL'
              ELSE 'NONE' END COLLATE "C" AS bucket,
         floor(j.online_seconds)::bigint AS online_seconds, j.pieces
    FROM person p
    JOIN judged j USING (registration_id)
), counted AS (
  SELECT a.*
    FROM unnest($2::uuid[]) AS asked (registration_id)
   CROSS JOIN LATERAL
         -- Its place, which nobody changes while the person is locked.
         (SELECT a.*, a.ctid AS place
            FROM rollcall.attendance a
           WHERE a.event_id = $1
             AND a.registration_id = asked.registration_id
          OFFSET 0) AS a
), pair AS (
  -- Without a place nothing was counted; without a bucket nothing is known of the
  -- person in the session any more.
  SELECT registration_id, session_id, d.country_code, d.sector_id, d.delegation_id, d.mode,
         d.state, d.bucket, d.online_seconds, d.pieces,
         c.country_code AS old_country_code, c.sector_id AS old_sector_id,
         c.delegation_id AS old_delegation_id, c.mode AS old_mode, c.state AS old_state,
         c.bucket AS old_bucket, c.online_seconds AS old_online_seconds, c.place
    FROM derived d
    FULL JOIN counted c USING (registration_id, session_id)
), changed AS (
  SELECT *
    FROM pair
   WHERE (country_code, sector_id, delegation_id, mode, state, bucket, online_seconds)
         IS DISTINCT FROM
         (old_country_code, old_sector_id, old_delegation_id, old_mode, old_state, old_bucket,
          old_online_seconds)
), added AS (
  INSERT INTO rollcall.attendance
         (event_id, registration_id, session_id, country_code, sector_id, delegation_id, mode,
          state, bucket, online_seconds)
  SELECT $1, registration_id, session_id, country_code, sector_id, delegation_id, mode, state,
         bucket, online_seconds
    FROM changed
   WHERE place IS NULL
), moved AS (
  UPDATE rollcall.attendance a
     SET country_code = c.country_code,
         sector_id = c.sector_id,
         delegation_id = c.delegation_id,
         mode = c.mode,
         state = c.state,
         bucket = c.bucket,
         online_seconds = c.online_seconds
    FROM changed c
   WHERE a.ctid = c.place
     AND c.bucket IS NOT NULL
), removed AS (
  DELETE FROM rollcall.attendance a
   USING changed c
   WHERE a.ctid = c.place
     AND c.bucket IS NULL
), delta AS (
  SELECT session_id, country_code, sector_id, delegation_id, mode, state, bucket,
         sum(persons) AS persons, sum(seconds) AS seconds
    FROM (SELECT session_id, country_code, sector_id, delegation_id, mode, state, bucket,
                 1 AS persons, online_seconds AS seconds
            FROM changed
           WHERE bucket IS NOT NULL
          UNION ALL
          SELECT session_id, old_country_code, old_sector_id, old_delegation_id, old_mode,
                 old_state, old_bucket, -1, -old_online_seconds
            FROM changed
           WHERE place IS NOT NULL) AS side
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
)
SELECT registration_id, session_id, coalesce(pieces, '{}')::text AS pieces,
       coalesce(online_seconds, 0) AS online_seconds,
       coalesce(old_online_seconds, 0) AS old_online_seconds
  FROM pair
 WHERE online_seconds > 0
    OR old_online_seconds > 0
