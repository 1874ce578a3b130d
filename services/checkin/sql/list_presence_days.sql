-- Watch time by local day of people $2 in sessions $3, by their positions from 1.
SELECT row.position, d.day::text AS day, d.online_seconds
  FROM unnest($2::uuid[], $3::text[]) WITH ORDINALITY
       AS row (registration_id, session_id, position)
 CROSS JOIN LATERAL
       (SELECT d.day, d.online_seconds
          FROM rollcall.attendance_day d
         WHERE d.event_id = $1
           AND d.registration_id = row.registration_id
           AND d.session_id = row.session_id
        OFFSET 0) AS d
 ORDER BY row.position, d.day
