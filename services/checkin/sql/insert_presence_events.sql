-- Returns the ids of the events that were not recorded before.
INSERT INTO rollcall.presence_event
       (event_id, source, source_event_id, session_id, instance_id, connection_id, kind,
        event_time, content_hash)
SELECT $1, $2, row.source_event_id, row.session_id, row.instance_id, row.connection_id,
       row.kind, row.event_time, row.content_hash
  FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
              $8::timestamptz[], $9::bytea[])
       AS row (source_event_id, session_id, instance_id, connection_id, kind, event_time,
               content_hash)
 ORDER BY row.source_event_id COLLATE "C"
    ON CONFLICT (event_id, source, source_event_id) DO NOTHING
RETURNING source_event_id
