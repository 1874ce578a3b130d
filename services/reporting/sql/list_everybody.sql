-- The people of event $1, all of whom are in the venue, on all days together: by
-- everything that is counted, in parts that are to be summed. Without columns that are
-- the same for all, and apart from list_cells.sql: one scan for both would be of the
-- union of two bitmaps, and take twice as long.
SELECT country_code, sector_id, delegation_id, mode, state, bucket, person_count,
       online_seconds
  FROM rollcall.report_cell_part
 WHERE event_id = $1
   AND session_id = 'venue'
   AND day = '-infinity'
   AND (person_count <> 0 OR online_seconds <> 0)
