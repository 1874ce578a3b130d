-- Adds those of the connections that are new, of locked instances.
INSERT INTO rollcall.presence_connection
       (event_id, session_id, source, instance_id, connection_id)
SELECT $1, row.*
  FROM unnest($2::text[], $3::text[], $4::text[], $5::text[])
       AS row (session_id, source, instance_id, connection_id)
    ON CONFLICT (event_id, session_id, source, instance_id, connection_id) DO NOTHING
RETURNING connection_id
