-- Keeps who the connections said they were, for matching later.
INSERT INTO rollcall.presence_participant
       (event_id, source, session_id, instance_id, connection_id, external_id, email)
SELECT $1, $2, row.session_id, row.instance_id, row.connection_id, row.external_id,
       row.email
  FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
       AS row (session_id, instance_id, connection_id, external_id, email)
    ON CONFLICT (event_id, session_id, source, instance_id, connection_id) DO NOTHING
RETURNING connection_id
