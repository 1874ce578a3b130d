-- Who was online in session $2, or in any when it is null.
SELECT DISTINCT registration_id
  FROM rollcall.presence_interval
 WHERE event_id = $1
   AND mode = 'ONLINE'
   AND ($2::text IS NULL OR session_id = $2::text)
