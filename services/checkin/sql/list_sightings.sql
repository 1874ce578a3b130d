-- The times of snapshots that had the connections, by their positions from 1.
SELECT row.position, s.event_time
  FROM unnest($2::text[], $3::text[], $4::text[]) WITH ORDINALITY
       AS row (source, instance_id, connection_id, position)
 CROSS JOIN LATERAL
       (SELECT s.event_time
          FROM rollcall.presence_snapshot s
         WHERE s.event_id = $1
           AND s.source = row.source
           AND s.instance_id = row.instance_id
           AND s.connection_id = row.connection_id
        OFFSET 0) AS s
