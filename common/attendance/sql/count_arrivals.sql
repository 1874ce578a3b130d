-- Counts that each person $2, whom the transaction has locked and who was counted
-- before, was in the room of session $3 for the first time: what
-- refresh_attendance finds out by deriving everything anew, and by any rule, since
-- an admission is always enough. Moves the difference to the rollup rows of writer
-- slot $4, in key order. Returns the number of rows that changed.
WITH arrival AS (
  SELECT row.registration_id, row.session_id
    FROM unnest($2::uuid[], $3::text[]) AS row (registration_id, session_id)
  UNION
  -- Whoever is in a session is at the event.
  SELECT row.registration_id, 'venue'
    FROM unnest($2::uuid[]) AS row (registration_id)
), moved AS (
  UPDATE rollcall.attendance a
     SET bucket = CASE a.bucket WHEN 'ONLINE_ONLY' THEN 'BOTH' ELSE 'IN_PERSON_ONLY' END
    FROM arrival
   CROSS JOIN LATERAL
         -- Its place, which nobody changes while the person is locked.
         (SELECT found.ctid, found.bucket
            FROM rollcall.attendance found
           WHERE found.event_id = $1
             AND found.registration_id = arrival.registration_id
             AND found.session_id = arrival.session_id
             AND found.bucket IN ('NONE', 'PARTIAL', 'ONLINE_ONLY')
          OFFSET 0) AS found
   WHERE a.ctid = found.ctid
  RETURNING a.session_id, a.country_code, a.sector_id, a.delegation_id, a.mode, a.state,
            a.bucket, found.bucket AS old_bucket, a.online_seconds
), added AS (
  INSERT INTO rollcall.attendance
         (event_id, registration_id, session_id, country_code, sector_id, delegation_id,
          mode, state, bucket, online_seconds)
  -- Everybody has a row for the venue.
  SELECT $1, a.registration_id, arrival.session_id, a.country_code, a.sector_id,
         a.delegation_id, a.mode, a.state, 'IN_PERSON_ONLY', 0
    FROM arrival
   CROSS JOIN LATERAL
         (SELECT *
            FROM rollcall.attendance a
           WHERE a.event_id = $1
             AND a.registration_id = arrival.registration_id
             AND a.session_id = 'venue'
          OFFSET 0) AS a
   WHERE arrival.session_id <> 'venue'
      ON CONFLICT (event_id, registration_id, session_id) DO NOTHING
  RETURNING session_id, country_code, sector_id, delegation_id, mode, state, bucket
), delta AS (
  SELECT session_id, country_code, sector_id, delegation_id, mode, state, bucket,
         sum(persons) AS persons, sum(seconds) AS seconds
    FROM (SELECT session_id, country_code, sector_id, delegation_id, mode, state, bucket,
                 1 AS persons, online_seconds AS seconds
            FROM moved
          UNION ALL
          SELECT added.*, 1, 0 FROM added
          UNION ALL
          SELECT session_id, country_code, sector_id, delegation_id, mode, state, old_bucket,
                 -1, -online_seconds
            FROM moved) AS side
   GROUP BY session_id, country_code, sector_id, delegation_id, mode, state, bucket
), rolled AS (
  INSERT INTO rollcall.attendance_rollup AS r
         (event_id, session_id, country_code, sector_id, delegation_id, mode, state, bucket,
          slot, person_count, online_seconds, version)
  SELECT $1, session_id, country_code, sector_id, delegation_id, mode, state, bucket,
         $4::smallint, persons, seconds, 1
    FROM delta
   ORDER BY session_id, country_code, sector_id, delegation_id, mode, state, bucket
      ON CONFLICT (event_id, session_id, country_code, sector_id, delegation_id, mode,
                   state, bucket, slot) DO UPDATE
     SET person_count = r.person_count + excluded.person_count,
         online_seconds = r.online_seconds + excluded.online_seconds,
         version = r.version + 1
  RETURNING r.version
)
SELECT (SELECT count(*) FROM moved) + (SELECT count(*) FROM added) AS changed_count
