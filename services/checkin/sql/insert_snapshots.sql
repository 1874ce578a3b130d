-- Records the connections that snapshots had.
INSERT INTO rollcall.presence_snapshot
       (event_id, source, instance_id, connection_id, event_time)
SELECT $1, row.*
  FROM unnest($2::text[], $3::text[], $4::text[], $5::timestamptz[])
       AS row (source, instance_id, connection_id, event_time)
    ON CONFLICT DO NOTHING
RETURNING connection_id
