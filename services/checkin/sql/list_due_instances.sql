-- Instances of which something is due at $1, at most $2, those due longest first.
SELECT event_id, source, instance_id
  FROM (SELECT event_id, source, instance_id, due_time
          FROM rollcall.presence_instance
         WHERE due_time <= $1::timestamptz
        UNION ALL
        SELECT event_id, source, instance_id, due_time
          FROM rollcall.presence_connection
         WHERE due_time <= $1::timestamptz) AS due
 GROUP BY event_id, source, instance_id
 ORDER BY min(due_time)
 LIMIT $2
