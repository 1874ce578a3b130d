-- Returns the events that were not recorded before.
INSERT INTO rollcall.presence_event
       (event_id, source, source_event_id, session_id, instance_id, connection_id, kind,
        event_time, content_hash)
SELECT $1, row.*
  FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
              $8::timestamptz[], $9::bytea[])
       AS row (source, source_event_id, session_id, instance_id, connection_id, kind,
               event_time, content_hash)
 ORDER BY row.source COLLATE "C", row.source_event_id COLLATE "C"
    ON CONFLICT (event_id, source, source_event_id) DO NOTHING
RETURNING source, source_event_id
