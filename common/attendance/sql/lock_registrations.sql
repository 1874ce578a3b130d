-- Locks the registrations $2 of event $1, in the order of their ids so that two
-- calls never wait for each other in a circle. Returns those that exist.
SELECT r.registration_id
  FROM (SELECT DISTINCT registration_id
          FROM unnest($2::uuid[]) AS row (registration_id)
         ORDER BY registration_id) AS asked
 CROSS JOIN LATERAL
       (SELECT r.registration_id
          FROM rollcall.registration r
         WHERE r.event_id = $1
           AND r.registration_id = asked.registration_id
           FOR NO KEY UPDATE) AS r
