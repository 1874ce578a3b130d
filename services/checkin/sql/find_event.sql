-- No row when there is no such event.
SELECT event_id, time_zone FROM rollcall.event WHERE event_id = $1
