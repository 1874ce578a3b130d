-- Removes what the connections of the registrations $2 said they were, and the
-- connections of the arrays $3 to $6.
DELETE FROM rollcall.presence_participant p
 WHERE p.event_id = $1
   AND (p.session_id, p.source, p.instance_id, p.connection_id) IN
       (SELECT c.session_id, c.source, c.instance_id, c.connection_id
          FROM rollcall.presence_connection c
         WHERE c.event_id = $1
           AND c.registration_id = ANY ($2::uuid[])
        UNION ALL
        SELECT row.session_id, row.source, row.instance_id, row.connection_id
          FROM unnest($3::text[], $4::text[], $5::text[], $6::text[])
               AS row (session_id, source, instance_id, connection_id))
RETURNING p.connection_id
