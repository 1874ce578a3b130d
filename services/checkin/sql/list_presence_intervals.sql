-- What the presence of people $2 in sessions $3 is made of, by their positions from 1.
SELECT row.position, i.mode, i.source, i.instance_id, i.connection_id, i.start_time,
       i.end_time, i.end_source, i.anomaly
  FROM unnest($2::uuid[], $3::text[]) WITH ORDINALITY
       AS row (registration_id, session_id, position)
 CROSS JOIN LATERAL
       (SELECT *
          FROM rollcall.presence_interval i
         WHERE i.event_id = $1
           AND i.registration_id = row.registration_id
           AND i.session_id = row.session_id
        OFFSET 0) AS i
 ORDER BY row.position, i.start_time, i.mode, i.source, i.instance_id, i.connection_id
