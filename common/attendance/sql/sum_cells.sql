-- The people of event $1 by cell.
SELECT session_id, CASE WHEN day > '-infinity' THEN day::text ELSE '' END AS day, country_code,
       sector_id, delegation_id, mode, state, bucket, person_count, online_seconds
  FROM rollcall.report_cell
 WHERE event_id = $1
