-- The request that made the event. No row when there is no such event.
SELECT request_id, request_hash FROM rollcall.event WHERE event_id = $1
