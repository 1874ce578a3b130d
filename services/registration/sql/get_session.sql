-- No row when there is no such session.
SELECT session_id, kind, title, description, start_time, end_time, room, create_time
  FROM rollcall.agenda_session
 WHERE event_id = $1
   AND session_id = $2
