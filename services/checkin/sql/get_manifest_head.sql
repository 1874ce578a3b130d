-- What the hashes of the event's manifest begin with, and the first transaction that
-- this snapshot may not see.
SELECT manifest_salt, pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS horizon
  FROM rollcall.event
 WHERE event_id = $1
