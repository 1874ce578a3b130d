-- No row when the person was never at the event.
SELECT session_id
  FROM rollcall.attendance
 WHERE event_id = $1
   AND registration_id = $2
   AND bucket <> 'NONE'
 LIMIT 1
