-- Makes room for the launches of a session, which are replaced.
DELETE FROM rollcall.launch WHERE event_id = $1 AND session_id = $2 RETURNING position
