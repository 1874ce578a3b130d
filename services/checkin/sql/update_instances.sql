-- Says which sessions the instances are of.
UPDATE rollcall.presence_instance i
   SET session_id = row.session_id,
       resolved_session_id = row.resolved_session_id,
       due_time = NULL
  FROM unnest($2::text[], $3::text[], $4::text[], $5::text[])
       AS row (source, instance_id, session_id, resolved_session_id)
 WHERE i.event_id = $1
   AND i.source = row.source
   AND i.instance_id = row.instance_id
RETURNING i.instance_id
