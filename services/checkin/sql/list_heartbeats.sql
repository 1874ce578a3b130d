-- The first and the last of heartbeats that follow each other within $6 seconds, of
-- the connections, by their positions from 1.
SELECT row.position, lower(run) AS first_time,
       upper(run) - make_interval(secs => $6::integer) AS last_time
  FROM unnest($2::text[], $3::text[], $4::text[], $5::text[]) WITH ORDINALITY
       AS row (session_id, source, instance_id, connection_id, position)
 CROSS JOIN LATERAL
       (SELECT c.heartbeats
          FROM rollcall.presence_connection c
         WHERE c.event_id = $1
           AND c.session_id = row.session_id
           AND c.source = row.source
           AND c.instance_id = row.instance_id
           AND c.connection_id = row.connection_id
        OFFSET 0) AS c
 CROSS JOIN LATERAL unnest(c.heartbeats) AS run
