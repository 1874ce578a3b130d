-- The event, if its rule judges people by how long sessions did last.
SELECT event_id
  FROM rollcall.event
 WHERE event_id = $1
   AND attendance_measure = 'PERCENT_OF_ACTUAL'
