-- Removes what was written about up to $2 conflicts of the event, which stay
-- resolved. What another transaction works on is left to it.
WITH batch AS MATERIALIZED (
  SELECT conflict_id
    FROM rollcall.conflict
   WHERE event_id = $1
     AND note <> ''
   LIMIT $2
     FOR UPDATE SKIP LOCKED
)
UPDATE rollcall.conflict c
   SET note = ''
  FROM batch
 WHERE c.event_id = $1
   AND c.conflict_id = batch.conflict_id
RETURNING c.conflict_id
