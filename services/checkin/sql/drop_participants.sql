-- Forgets who connections said they were: it is known whose they are.
DELETE FROM rollcall.presence_participant p
 USING unnest($2::text[], $3::text[], $4::text[], $5::text[])
       AS row (session_id, source, instance_id, connection_id)
 WHERE p.event_id = $1
   AND p.session_id = row.session_id
   AND p.source = row.source
   AND p.instance_id = row.instance_id
   AND p.connection_id = row.connection_id
RETURNING p.connection_id
