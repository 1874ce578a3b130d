-- Begins another chain, the first of those from $2 on that has not. Waits for a
-- transaction that begins it, and returns no row then.
INSERT INTO rollcall.audit_head (event_id, chain, number, time, previous_hash, hash)
SELECT $1, coalesce(max(chain) + 1, $2), 0, now(), '', decode(repeat('00', 32), 'hex')
  FROM rollcall.audit_head
 WHERE event_id = $1
   AND chain >= $2
    ON CONFLICT (event_id, chain) DO NOTHING
RETURNING chain
