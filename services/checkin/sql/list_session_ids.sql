-- Every event has at least its venue: no row means that there is no such event.
SELECT session_id FROM rollcall.agenda_session WHERE event_id = $1
