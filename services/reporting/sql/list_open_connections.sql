-- Connections of people of event $1 that last, by session and when they began.
SELECT session_id, start_time, count(*) AS connection_count
  FROM rollcall.presence_interval
 WHERE event_id = $1
   AND mode = 'ONLINE'
   AND end_time IS NULL
   AND anomaly = 'UNSPECIFIED'
 GROUP BY session_id, start_time
