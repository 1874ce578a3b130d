-- Makes room for the partners of an event, which are replaced.
DELETE FROM rollcall.partner WHERE event_id = $1 RETURNING position
