-- Keeps out who holds the event by hold_event, too. No row when there is no such
-- event.
SELECT event_id FROM rollcall.event WHERE event_id = $1 FOR UPDATE
