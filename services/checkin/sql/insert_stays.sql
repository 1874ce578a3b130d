-- One row for each element of the arrays; an end of null means still inside.
INSERT INTO rollcall.presence_interval
       (event_id, registration_id, session_id, mode, source, instance_id,
        connection_id, ordinal, start_time, end_time)
SELECT $1, $2, $3, 'IN_PERSON', '', '', '', row.ordinal, row.start_time, row.end_time
  FROM unnest($4::timestamptz[], $5::timestamptz[]) WITH ORDINALITY
       AS row (start_time, end_time, ordinal)
RETURNING ordinal
