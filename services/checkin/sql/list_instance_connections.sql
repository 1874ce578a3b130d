-- All connections of the instances.
SELECT c.session_id, c.source, c.instance_id, c.connection_id, c.registration_id,
       c.match_rank, c.kind, c.resolved, c.counted_session_id, c.first_time, c.last_time,
       c.online_seconds, c.due_time, c.heartbeats
  FROM unnest($2::text[], $3::text[]) AS row (source, instance_id)
 CROSS JOIN LATERAL
       (SELECT *
          FROM rollcall.presence_connection c
         WHERE c.event_id = $1
           AND c.source = row.source
           AND c.instance_id = row.instance_id
        OFFSET 0) AS c
