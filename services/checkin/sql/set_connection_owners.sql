-- Says whose the connections are, which the transaction has locked.
UPDATE rollcall.presence_connection c
   SET registration_id = row.registration_id
  FROM unnest($3::text[], $4::text[], $5::text[], $6::uuid[])
       AS row (session_id, instance_id, connection_id, registration_id)
 WHERE c.event_id = $1
   AND c.source = $2
   AND c.session_id = row.session_id
   AND c.instance_id = row.instance_id
   AND c.connection_id = row.connection_id
RETURNING c.connection_id
