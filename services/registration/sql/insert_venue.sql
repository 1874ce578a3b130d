-- Adds the session that every event has.
INSERT INTO rollcall.agenda_session
       (event_id, session_id, kind, title, description, start_time, end_time, room,
        request_id, request_hash)
SELECT event_id, 'venue', 'VENUE', title, '', start_time, end_time, '', $2, $3
  FROM rollcall.event
 WHERE event_id = $1
RETURNING session_id
