-- Those of the addresses $2 and of the external ids $3 that live registrations have,
-- each in its column. No row for what is free. Each looks for the first that is not
-- before it, whose order only the index of that column has: while a table is empty,
-- the planner would as well go through all of an event, and an import keeps its plan.
SELECT p.email_key, NULL AS external_id
  FROM unnest($2::text[]) AS row (email_key)
 CROSS JOIN LATERAL
       (SELECT p.email_key
          FROM rollcall.person p
         WHERE p.event_id = $1
           AND p.email_key >= row.email_key
           AND p.live
         ORDER BY p.email_key
         LIMIT 1) AS p
 WHERE p.email_key = row.email_key
UNION ALL
SELECT NULL, p.external_id
  FROM unnest($3::text[]) AS row (external_id)
 CROSS JOIN LATERAL
       (SELECT p.external_id
          FROM rollcall.person p
         WHERE p.event_id = $1
           AND p.external_id >= row.external_id
           AND p.live
         ORDER BY p.external_id
         LIMIT 1) AS p
 WHERE p.external_id = row.external_id
