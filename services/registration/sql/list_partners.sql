-- The event's partners in its own order.
SELECT role, display_name FROM rollcall.partner WHERE event_id = $1 ORDER BY position
