-- Makes room for the speakers of a session, which are replaced.
DELETE FROM rollcall.speaker WHERE event_id = $1 AND session_id = $2 RETURNING position
