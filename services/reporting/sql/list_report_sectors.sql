-- The event's sectors in its own order.
SELECT sector_id, display_name
  FROM rollcall.report_sector
 WHERE event_id = $1
 ORDER BY position
