-- What is unmatched, or was, by its id.
SELECT source, instance_id, NULL AS session_id, NULL AS connection_id
  FROM rollcall.presence_instance
 WHERE event_id = $1
   AND unmatched_id = $2
UNION ALL
SELECT source, instance_id, session_id, connection_id
  FROM rollcall.presence_connection
 WHERE event_id = $1
   AND unmatched_id = $2
