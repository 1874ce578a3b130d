-- The joins and leaves of the connections, by their positions from 1.
SELECT row.position, e.kind, e.event_time
  FROM unnest($2::text[], $3::text[], $4::text[], $5::text[]) WITH ORDINALITY
       AS row (session_id, source, instance_id, connection_id, position)
 CROSS JOIN LATERAL
       (SELECT *
          FROM rollcall.presence_event e
         WHERE e.event_id = $1
           AND e.session_id = row.session_id
           AND e.source = row.source
           AND e.instance_id = row.instance_id
           AND e.connection_id = row.connection_id
        OFFSET 0) AS e
