-- Takes away the limit of mode $3 in session $2. No row when there is none.
DELETE FROM rollcall.capacity
 WHERE event_id = $1
   AND session_id = $2
   AND mode = $3
RETURNING mode
