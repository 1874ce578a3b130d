-- Removes the stays with these numbers, which are no more.
DELETE FROM rollcall.presence_interval i
 USING unnest($2::uuid[], $3::text[], $4::integer[])
       AS row (registration_id, session_id, ordinal)
 WHERE i.event_id = $1
   AND i.registration_id = row.registration_id
   AND i.session_id = row.session_id
   AND i.mode = 'IN_PERSON'
   AND i.source = ''
   AND i.instance_id = ''
   AND i.connection_id = ''
   AND i.ordinal = row.ordinal
RETURNING i.ordinal
