-- The request that made the session $2, or rather that which has the id $3. No row
-- when both are free.
SELECT request_id, request_hash
  FROM rollcall.agenda_session
 WHERE event_id = $1
   AND (session_id = $2 OR request_id = $3)
 ORDER BY request_id = $3 DESC
 LIMIT 1
