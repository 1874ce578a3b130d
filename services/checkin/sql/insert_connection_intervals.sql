-- Adds intervals of connections; an end of null means that one lasts.
INSERT INTO rollcall.presence_interval
       (event_id, mode, registration_id, session_id, source, instance_id, connection_id,
        ordinal, start_time, end_time, end_source, anomaly)
SELECT $1, 'ONLINE', row.*
  FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::integer[],
              $8::timestamptz[], $9::timestamptz[], $10::text[], $11::text[])
       AS row (registration_id, session_id, source, instance_id, connection_id, ordinal,
               start_time, end_time, end_source, anomaly)
