-- The sessions that the registration included.
DELETE FROM rollcall.registration_session
 WHERE event_id = $1
   AND registration_id = $2
RETURNING session_id
