-- One row for each element of the arrays; an end of null means that it lasts.
INSERT INTO rollcall.presence_interval
       (event_id, registration_id, session_id, mode, source, instance_id,
        connection_id, ordinal, start_time, end_time)
SELECT $1, row.registration_id, row.session_id, 'ONLINE', $2, row.instance_id,
       row.connection_id, row.ordinal, row.start_time, row.end_time
  FROM unnest($3::text[], $4::text[], $5::text[], $6::uuid[], $7::integer[],
              $8::timestamptz[], $9::timestamptz[])
       AS row (session_id, instance_id, connection_id, registration_id, ordinal,
               start_time, end_time)
RETURNING ordinal
