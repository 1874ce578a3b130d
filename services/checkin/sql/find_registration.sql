-- No row when the event has no such registration.
SELECT registration_id
  FROM rollcall.registration
 WHERE event_id = $1
   AND registration_id = $2
