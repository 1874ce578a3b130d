-- All that is recorded of the connections.
SELECT e.session_id, e.instance_id, e.connection_id, e.kind, e.event_time,
       e.source_event_id
  FROM rollcall.presence_event e
  JOIN unnest($3::text[], $4::text[], $5::text[])
       AS row (session_id, instance_id, connection_id)
    ON e.session_id = row.session_id
   AND e.instance_id = row.instance_id
   AND e.connection_id = row.connection_id
 WHERE e.event_id = $1
   AND e.source = $2
