-- The connections of these names, whatever session each is of.
SELECT c.session_id, c.source, c.instance_id, c.connection_id, c.registration_id,
       c.match_rank, c.kind, c.resolved, c.counted_session_id, c.first_time, c.last_time,
       c.online_seconds, c.due_time, c.heartbeats
  FROM (SELECT DISTINCT source, instance_id, connection_id
          FROM unnest($2::text[], $3::text[], $4::text[])
               AS row (source, instance_id, connection_id)) AS row
 CROSS JOIN LATERAL
       (SELECT *
          FROM rollcall.presence_connection c
         WHERE c.event_id = $1
           AND c.source = row.source
           AND c.instance_id = row.instance_id
           AND c.connection_id = row.connection_id
        OFFSET 0) AS c
