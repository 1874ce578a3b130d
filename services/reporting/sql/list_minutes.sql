-- Who comes and goes in session $2, minute by minute.
SELECT series, minute, arrival_count, start_count, end_count, open_count
  FROM rollcall.report_minute
 WHERE event_id = $1
   AND session_id = $2
