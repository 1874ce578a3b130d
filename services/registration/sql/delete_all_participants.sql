-- Removes up to $2 of what connections of the event said they were. What another
-- transaction works on is left to it.
WITH batch AS MATERIALIZED (
  SELECT session_id, source, instance_id, connection_id
    FROM rollcall.presence_participant
   WHERE event_id = $1
   LIMIT $2
     FOR UPDATE SKIP LOCKED
)
DELETE FROM rollcall.presence_participant p
 USING batch
 WHERE p.event_id = $1
   AND p.session_id = batch.session_id
   AND p.source = batch.source
   AND p.instance_id = batch.instance_id
   AND p.connection_id = batch.connection_id
RETURNING p.connection_id
