-- Up to $4 sessions after the one that starts at $2 and is named $3, by start
-- time and id; from the first when $2 is null.
SELECT session_id, kind, title, description, start_time, end_time, room, create_time
  FROM rollcall.agenda_session
 WHERE event_id = $1
   AND ($2::timestamptz IS NULL OR (start_time, session_id) > ($2::timestamptz, $3))
 ORDER BY start_time, session_id
 LIMIT $4
