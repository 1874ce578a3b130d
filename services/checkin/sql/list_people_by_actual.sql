-- Who was online in the sessions $2, where what counts is measured by how long they
-- did last. No row where it is not.
SELECT DISTINCT i.registration_id
  FROM rollcall.presence_interval i
 WHERE i.event_id = $1
   AND i.mode = 'ONLINE'
   AND i.session_id = ANY ($2::text[])
   AND (SELECT e.attendance_measure = 'PERCENT_OF_ACTUAL'
          FROM rollcall.event e
         WHERE e.event_id = $1)
