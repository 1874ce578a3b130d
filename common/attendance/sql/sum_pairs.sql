-- Who attended two sessions of event $1.
SELECT session_id, second_session_id, person_count
  FROM rollcall.report_session_pair
 WHERE event_id = $1
