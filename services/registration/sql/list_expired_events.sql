-- Up to $2 events with ids after $1, by id, whose retention_time has passed.
SELECT event_id
  FROM rollcall.event
 WHERE retention_time <= now()
   AND event_id > $1
 ORDER BY event_id
 LIMIT $2
