-- Makes room for the stays of a person in a session, which are derived anew.
DELETE FROM rollcall.presence_interval
 WHERE event_id = $1
   AND registration_id = $2
   AND session_id = $3
   AND mode = 'IN_PERSON'
RETURNING ordinal
