-- The request that made the session. No row when there is no such session.
SELECT request_id, request_hash
  FROM rollcall.agenda_session
 WHERE event_id = $1
   AND session_id = $2
