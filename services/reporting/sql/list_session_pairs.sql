-- How many people attended session $2 and another one.
SELECT CASE session_id WHEN $2 THEN second_session_id ELSE session_id END AS session_id,
       person_count
  FROM rollcall.report_session_pair
 WHERE event_id = $1
   AND $2 IN (session_id, second_session_id)
