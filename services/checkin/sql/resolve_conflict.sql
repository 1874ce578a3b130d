-- No row when there is no such conflict, or it was resolved before.
UPDATE rollcall.conflict
   SET note = $3,
       resolve_time = now()
 WHERE event_id = $1
   AND conflict_id = $2
   AND note IS NULL
RETURNING conflict_id
