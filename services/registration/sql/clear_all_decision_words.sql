-- Removes what was written or presented in up to $2 decisions of the event. What
-- another transaction works on is left to it. The hash of what was
-- presented goes with it.
WITH batch AS MATERIALIZED (
  SELECT device_id, scan_id
    FROM rollcall.decision
   WHERE event_id = $1
     AND (force_reason <> '' OR unknown_credential IS NOT NULL)
   LIMIT $2
     FOR UPDATE SKIP LOCKED
)
UPDATE rollcall.decision d
   SET force_reason = '', unknown_credential = NULL,
       content_hash = CASE WHEN unknown_credential IS NULL THEN content_hash ELSE '' END
  FROM batch
 WHERE d.event_id = $1
   AND d.device_id = batch.device_id
   AND d.scan_id = batch.scan_id
RETURNING d.scan_id
