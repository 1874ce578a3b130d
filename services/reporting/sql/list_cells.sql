-- As list_everybody.sql, of those in the sessions $2 of event $1, on all days together and,
-- if $3, on each; without all days together in the venue, which are in list_everybody.sql.
SELECT country_code, sector_id, delegation_id, mode, state, bucket, person_count,
       online_seconds, session_id, CASE WHEN day > '-infinity' THEN day::text ELSE '' END AS day
  FROM rollcall.report_cell_part
 WHERE event_id = $1
   AND session_id = ANY ($2::text[])
   AND day <= CASE WHEN $3 THEN 'infinity' ELSE '-infinity' END::date
   AND (session_id <> 'venue' OR day > '-infinity')
   AND (person_count <> 0 OR online_seconds <> 0)
