-- Adds the times that heartbeats $6 of the connections cover: $7 seconds each.
UPDATE rollcall.presence_connection c
   SET heartbeats = c.heartbeats + row.covered
  FROM (SELECT session_id, source, instance_id, connection_id,
               range_agg(tstzrange(time, time + make_interval(secs => $7::integer))) AS covered
          FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[])
               AS row (session_id, source, instance_id, connection_id, time)
         GROUP BY session_id, source, instance_id, connection_id) AS row
 CROSS JOIN LATERAL
       -- Its place, which nobody changes while the instance is locked.
       (SELECT found.ctid
          FROM rollcall.presence_connection found
         WHERE found.event_id = $1
           AND found.session_id = row.session_id
           AND found.source = row.source
           AND found.instance_id = row.instance_id
           AND found.connection_id = row.connection_id
        OFFSET 0) AS found
 WHERE c.ctid = found.ctid
RETURNING c.connection_id
