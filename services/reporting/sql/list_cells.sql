-- The people of event $1 by everything that is counted, in parts that are to be summed:
-- in the venue on all days together, which is everybody, and in the sessions $2, on all
-- days together and, if $3, on each. Two scans of ranges: one for both would be of the
-- union of two bitmaps, and take twice as long.
SELECT session_id, '' AS day, country_code, sector_id, delegation_id, mode, state, bucket,
       person_count, online_seconds
  FROM rollcall.report_cell_part
 WHERE event_id = $1
   AND session_id = 'venue'
   AND day = '-infinity'
   AND (person_count <> 0 OR online_seconds <> 0)
 UNION ALL
SELECT session_id, CASE WHEN day > '-infinity' THEN day::text ELSE '' END, country_code,
       sector_id, delegation_id, mode, state, bucket, person_count, online_seconds
  FROM rollcall.report_cell_part
 WHERE event_id = $1
   AND session_id = ANY ($2::text[])
   AND day <= CASE WHEN $3 THEN 'infinity' ELSE '-infinity' END::date
   AND (session_id <> 'venue' OR day > '-infinity')
   AND (person_count <> 0 OR online_seconds <> 0)
