-- The counts of a session by everything that is counted.
SELECT country_code, sector_id, mode, state, bucket, person_count
  FROM rollcall.report_cell
 WHERE event_id = $1
   AND session_id = $2
   AND person_count <> 0
