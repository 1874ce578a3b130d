-- No row when there is no such event.
SELECT event_id, title, theme, edition, host_fair, venue, city, country_code,
       time_zone, start_time, end_time, online_threshold_seconds, create_time
  FROM rollcall.event
 WHERE event_id = $1
