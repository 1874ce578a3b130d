-- The sessions of an event, which has at least its venue.
SELECT session_id, start_time, end_time FROM rollcall.agenda_session WHERE event_id = $1
