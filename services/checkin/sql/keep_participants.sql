-- Keeps who connections say they are, for whoever resolves what is unmatched: of
-- several words the last in their order.
INSERT INTO rollcall.presence_participant AS p
       (event_id, session_id, source, instance_id, connection_id, external_id, email,
        unverified_email, display_name)
SELECT $1, row.session_id, row.source, row.instance_id, row.connection_id,
       max(row.external_id), max(row.email), max(row.unverified_email),
       max(row.display_name)
  FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
              $8::text[], $9::text[])
       AS row (session_id, source, instance_id, connection_id, external_id, email,
               unverified_email, display_name)
 GROUP BY row.session_id, row.source, row.instance_id, row.connection_id
    ON CONFLICT (event_id, session_id, source, instance_id, connection_id) DO UPDATE
   SET external_id = greatest(p.external_id, excluded.external_id),
       email = greatest(p.email, excluded.email),
       unverified_email = greatest(p.unverified_email, excluded.unverified_email),
       display_name = greatest(p.display_name, excluded.display_name)
RETURNING connection_id
