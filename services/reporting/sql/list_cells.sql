-- The counts of a session by everything that is counted. Everybody registered for
-- the event could have attended the session: who was not there is in the bucket
-- NONE.
WITH here AS (
  SELECT country_code, sector_id, delegation_id, mode, state, bucket, person_count
    FROM rollcall.report_cell
   WHERE event_id = $1
     AND session_id = $2
     AND bucket <> 'NONE'
)
SELECT country_code, sector_id, delegation_id, mode, state, bucket, person_count
  FROM here
 WHERE person_count <> 0
UNION ALL
SELECT country_code, sector_id, delegation_id, mode, state, 'NONE', sum(person_count)::bigint
  FROM (SELECT country_code, sector_id, delegation_id, mode, state, person_count
          FROM rollcall.report_cell
         WHERE event_id = $1
           AND session_id = 'venue'
        UNION ALL
        SELECT country_code, sector_id, delegation_id, mode, state, -person_count FROM here) AS side
 GROUP BY country_code, sector_id, delegation_id, mode, state
HAVING sum(person_count) <> 0
