-- Adds connections of locked instances, with what is derived of them.
INSERT INTO rollcall.presence_connection
       (event_id, session_id, source, instance_id, connection_id, registration_id, match_rank,
        kind, resolved, counted_session_id, first_time, last_time, online_seconds, due_time,
        heartbeats, unmatched_id)
SELECT $1, row.*,
       CASE WHEN row.registration_id IS NULL OR row.kind <> 'PERSON'
            THEN gen_random_uuid() END
  FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::uuid[], $7::smallint[],
              $8::text[], $9::boolean[], $10::text[], $11::timestamptz[],
              $12::timestamptz[], $13::bigint[], $14::timestamptz[], $15::tstzmultirange[])
       AS row (session_id, source, instance_id, connection_id, registration_id, match_rank,
               kind, resolved, counted_session_id, first_time, last_time, online_seconds,
               due_time, heartbeats)
RETURNING connection_id
