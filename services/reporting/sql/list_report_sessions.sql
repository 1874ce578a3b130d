-- The sessions of the event in the order of the agenda.
SELECT session_id, title, start_time, end_time
  FROM rollcall.report_session
 WHERE event_id = $1
 ORDER BY start_time, end_time, session_id
