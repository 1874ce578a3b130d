-- The event's sectors in its own order.
SELECT sector_id, display_name FROM rollcall.sector WHERE event_id = $1 ORDER BY position
