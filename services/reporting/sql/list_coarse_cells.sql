-- The people of event $1 in the venue, which is everybody, and in session $2, on all days
-- together: by sector, mode, state and bucket, and, with is_country, by country alone.
SELECT GROUPING(country_code) = 0 AS is_country, session_id,
       coalesce(country_code, '') AS country_code, coalesce(sector_id, '') AS sector_id,
       coalesce(mode, '') AS mode, coalesce(state, '') AS state,
       coalesce(bucket, '') AS bucket,
       sum(person_count::float8)::bigint AS person_count,
       sum(online_seconds::float8)::bigint AS online_seconds,
       coalesce(sum(person_count::float8)
                FILTER (WHERE bucket IN ('IN_PERSON_ONLY', 'ONLINE_ONLY', 'BOTH')),
                0)::bigint AS attended_count
  FROM rollcall.report_cell_part
 WHERE event_id = $1
   AND session_id IN ($2, 'venue')
   AND day = '-infinity'
 GROUP BY GROUPING SETS ((session_id, sector_id, mode, state, bucket),
                         (session_id, country_code))
