-- Adds those of the connections that are new and locks all of them, in key order
-- so that two calls never wait for each other in a circle.
INSERT INTO rollcall.presence_connection AS c
       (event_id, source, session_id, instance_id, connection_id)
SELECT $1, $2, row.session_id, row.instance_id, row.connection_id
  FROM unnest($3::text[], $4::text[], $5::text[])
       AS row (session_id, instance_id, connection_id)
 ORDER BY row.session_id COLLATE "C", row.instance_id COLLATE "C",
          row.connection_id COLLATE "C"
    ON CONFLICT (event_id, session_id, source, instance_id, connection_id) DO UPDATE
   SET registration_id = c.registration_id
RETURNING session_id, instance_id, connection_id, registration_id
