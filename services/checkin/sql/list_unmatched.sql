-- What is unmatched, by id: connections that joined and of whom no person is known,
-- and instances of no session. $4 is the kind, $5 the session; null means any.
SELECT u.unmatched_id, u.kind, u.source, u.instance_id, u.connection_id, u.session_id,
       u.first_time, u.last_time, u.online_seconds, p.external_id, p.email,
       p.unverified_email, p.display_name
  FROM (SELECT c.unmatched_id, 'CONNECTION' AS kind, c.source, c.instance_id,
               c.connection_id, c.session_id AS key_session_id,
               coalesce(nullif(c.session_id, ''), i.session_id) AS session_id,
               c.first_time, c.last_time, c.online_seconds
          FROM rollcall.presence_connection c
          JOIN rollcall.presence_instance i
            ON i.event_id = c.event_id
           AND i.source = c.source
           AND i.instance_id = c.instance_id
         WHERE c.event_id = $1
           -- Tells the index; some of them are matched by now.
           AND c.unmatched_id IS NOT NULL
           AND c.registration_id IS NULL
           AND c.kind = 'PERSON'
           AND c.first_time IS NOT NULL
        UNION ALL
        SELECT i.unmatched_id, 'INSTANCE', i.source, i.instance_id, '', '', NULL,
               i.first_time, i.last_time, 0
          FROM rollcall.presence_instance i
         WHERE i.event_id = $1
           AND i.session_id IS NULL
           -- Whose connections do not all say which session they are of.
           AND (EXISTS (SELECT FROM rollcall.presence_connection c
                         WHERE c.event_id = $1
                           AND c.source = i.source
                           AND c.instance_id = i.instance_id
                           AND c.session_id = '')
                OR NOT EXISTS (SELECT FROM rollcall.presence_connection c
                                WHERE c.event_id = $1
                                  AND c.source = i.source
                                  AND c.instance_id = i.instance_id))) AS u
  LEFT JOIN rollcall.presence_participant p
    ON p.event_id = $1
   AND p.session_id = u.key_session_id
   AND p.source = u.source
   AND p.instance_id = u.instance_id
   AND p.connection_id = u.connection_id
   AND u.connection_id <> ''
 WHERE ($2::uuid IS NULL OR u.unmatched_id > $2::uuid)
   AND ($4::text IS NULL OR u.kind = $4::text)
   AND ($5::text IS NULL OR u.session_id = $5::text)
 ORDER BY u.unmatched_id
 LIMIT $3
