-- Settles those of session $2 who were too many, but for the conflicts $3. The
-- transaction has locked the session's door.
UPDATE rollcall.conflict
   SET holds = false
 WHERE event_id = $1
   AND session_id = $2
   AND kind = 'OVER_CAPACITY'
   AND holds
   AND NOT conflict_id = ANY ($3::uuid[])
RETURNING conflict_id
