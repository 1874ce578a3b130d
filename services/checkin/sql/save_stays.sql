-- Writes stays that are new or have changed, by their numbers from 1; an end of null
-- means still inside.
INSERT INTO rollcall.presence_interval
       (event_id, registration_id, session_id, mode, source, instance_id,
        connection_id, ordinal, start_time, end_time)
SELECT $1, row.registration_id, row.session_id, 'IN_PERSON', '', '', '', row.ordinal,
       row.start_time, row.end_time
  FROM unnest($2::uuid[], $3::text[], $4::integer[], $5::timestamptz[],
              $6::timestamptz[])
       AS row (registration_id, session_id, ordinal, start_time, end_time)
    ON CONFLICT (event_id, registration_id, session_id, mode, source, instance_id,
                 connection_id, ordinal) DO UPDATE
   SET start_time = excluded.start_time,
       end_time = excluded.end_time
RETURNING ordinal
