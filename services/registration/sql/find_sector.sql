-- No row when the event has no such sector.
SELECT sector_id FROM rollcall.sector WHERE event_id = $1 AND sector_id = $2
