-- Removes intervals that are no more.
DELETE FROM rollcall.presence_interval i
 USING unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::integer[])
       AS row (registration_id, session_id, source, instance_id, connection_id, ordinal)
 WHERE i.event_id = $1
   AND i.registration_id = row.registration_id
   AND i.session_id = row.session_id
   AND i.mode = 'ONLINE'
   AND i.source = row.source
   AND i.instance_id = row.instance_id
   AND i.connection_id = row.connection_id
   AND i.ordinal = row.ordinal
RETURNING i.ordinal
