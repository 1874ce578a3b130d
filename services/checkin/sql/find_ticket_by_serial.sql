-- No row when the event has no such ticket.
SELECT registration_id FROM rollcall.ticket WHERE event_id = $1 AND serial = $2
