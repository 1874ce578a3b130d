-- Whose tickets they are, each by its serial or its code, with their positions from
-- 1. No row for a ticket that nobody was given.
SELECT row.position, t.registration_id
  FROM unnest($2::uuid[]) WITH ORDINALITY AS row (serial, position)
 CROSS JOIN LATERAL
       (SELECT t.registration_id
          FROM rollcall.ticket t
         WHERE t.event_id = $1
           AND t.serial = row.serial
        OFFSET 0) AS t
UNION ALL
SELECT row.position, t.registration_id
  FROM unnest($3::text[]) WITH ORDINALITY AS row (code, position)
 CROSS JOIN LATERAL
       (SELECT t.registration_id
          FROM rollcall.ticket t
         WHERE t.event_id = $1
           AND t.code = row.code
        OFFSET 0) AS t
