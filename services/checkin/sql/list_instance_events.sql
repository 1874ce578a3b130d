-- All that is recorded of the instances themselves, by time.
SELECT row.position, e.kind, e.event_time, e.session_id
  FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS row (source, instance_id, position)
 CROSS JOIN LATERAL
       (SELECT *
          FROM rollcall.presence_event e
         WHERE e.event_id = $1
           AND e.source = row.source
           AND e.instance_id = row.instance_id
           AND e.connection_id = ''
        OFFSET 0) AS e
 ORDER BY e.event_time, e.session_id
