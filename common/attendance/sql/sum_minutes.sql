-- Coming and going at event $1 by session, series and minute.
SELECT session_id, series, minute, arrival_count, start_count, end_count, open_count
  FROM rollcall.report_minute
 WHERE event_id = $1
