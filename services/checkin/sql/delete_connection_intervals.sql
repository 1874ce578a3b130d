-- Makes room for the intervals of the connections, which are derived anew.
DELETE FROM rollcall.presence_interval i
 USING unnest($3::text[], $4::text[], $5::text[], $6::uuid[])
       AS row (session_id, instance_id, connection_id, registration_id)
 WHERE i.event_id = $1
   AND i.registration_id = row.registration_id
   AND i.session_id = row.session_id
   AND i.mode = 'ONLINE'
   AND i.source = $2
   AND i.instance_id = row.instance_id
   AND i.connection_id = row.connection_id
RETURNING i.ordinal
