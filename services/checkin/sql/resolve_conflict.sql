-- Keeps no words about a person who is erased, whose registration the transaction
-- has locked. No row when there is no such conflict, or it was resolved before.
UPDATE rollcall.conflict c
   SET note = CASE WHEN EXISTS (SELECT FROM rollcall.registration r
                                 WHERE r.event_id = $1
                                   AND r.registration_id = c.registration_id
                                   AND r.erase_time IS NOT NULL) THEN '' ELSE $3 END,
       resolve_time = now()
 WHERE event_id = $1
   AND conflict_id = $2
   AND note IS NULL
RETURNING conflict_id
