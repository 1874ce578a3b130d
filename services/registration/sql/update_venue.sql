-- Makes the session that every event has follow its event. No row when it does
-- already.
UPDATE rollcall.agenda_session s
   SET title = e.title,
       start_time = e.start_time,
       end_time = e.end_time,
       version = s.version + 1
  FROM rollcall.event e
 WHERE e.event_id = $1
   AND s.event_id = $1
   AND s.session_id = 'venue'
   AND (s.title, s.start_time, s.end_time) <> (e.title, e.start_time, e.end_time)
RETURNING s.version
