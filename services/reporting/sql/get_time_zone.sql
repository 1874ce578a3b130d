SELECT time_zone FROM rollcall.event WHERE event_id = $1
