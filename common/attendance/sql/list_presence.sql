-- The presence that counts of the registrations $2, by their positions from 1. What
-- lasts online counts once it has ended.
SELECT row.position, i.session_id, i.mode = 'IN_PERSON' AS in_person, i.start_time,
       coalesce(i.end_time, 'infinity') AS end_time
  FROM unnest($2::uuid[]) WITH ORDINALITY AS row (registration_id, position)
 CROSS JOIN LATERAL
       (SELECT i.session_id, i.mode, i.start_time, i.end_time
          FROM rollcall.presence_interval i
         WHERE i.event_id = $1
           AND i.registration_id = row.registration_id
           AND (i.mode = 'IN_PERSON' OR i.end_time IS NOT NULL)
           AND i.anomaly = 'UNSPECIFIED'
        OFFSET 0) AS i
