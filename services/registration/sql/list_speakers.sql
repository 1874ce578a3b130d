-- The speakers of the sessions $2, each session's in its own order.
SELECT session_id, role, honorific, full_name, job_title, affiliation, country_code
  FROM rollcall.speaker
 WHERE event_id = $1
   AND session_id = ANY ($2)
 ORDER BY session_id, position
