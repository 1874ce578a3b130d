-- Writes intervals of connections that have changed; an end of null means that one
-- lasts.
UPDATE rollcall.presence_interval i
   SET start_time = row.start_time,
       end_time = row.end_time,
       end_source = row.end_source,
       anomaly = row.anomaly
  FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::integer[],
              $8::timestamptz[], $9::timestamptz[], $10::text[], $11::text[])
       AS row (registration_id, session_id, source, instance_id, connection_id, ordinal,
               start_time, end_time, end_source, anomaly)
 CROSS JOIN LATERAL
       -- Its place, which nobody changes while the instance is locked.
       (SELECT found.ctid
          FROM rollcall.presence_interval found
         WHERE found.event_id = $1
           AND found.registration_id = row.registration_id
           AND found.session_id = row.session_id
           AND found.mode = 'ONLINE'
           AND found.source = row.source
           AND found.instance_id = row.instance_id
           AND found.connection_id = row.connection_id
           AND found.ordinal = row.ordinal
        OFFSET 0) AS found
 WHERE i.event_id = $1
   AND i.ctid = found.ctid
