-- The intervals of the connections as counted, by their positions from 1.
SELECT row.position, i.ordinal, i.start_time, i.end_time, i.end_source, i.anomaly
  FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[]) WITH ORDINALITY
       AS row (registration_id, session_id, source, instance_id, connection_id, position)
 CROSS JOIN LATERAL
       (SELECT *
          FROM rollcall.presence_interval i
         WHERE i.event_id = $1
           AND i.registration_id = row.registration_id
           AND i.session_id = row.session_id
           AND i.mode = 'ONLINE'
           AND i.source = row.source
           AND i.instance_id = row.instance_id
           AND i.connection_id = row.connection_id
        OFFSET 0) AS i
