-- Removes what supervisors wrote in up to $2 annulments of the event. What another
-- transaction works on is left to it.
WITH batch AS MATERIALIZED (
  SELECT device_id, scan_id
    FROM rollcall.annulment
   WHERE event_id = $1
     AND force_reason <> ''
   LIMIT $2
     FOR UPDATE SKIP LOCKED
)
UPDATE rollcall.annulment a
   SET force_reason = ''
  FROM batch
 WHERE a.event_id = $1
   AND a.device_id = batch.device_id
   AND a.scan_id = batch.scan_id
RETURNING a.scan_id
