-- Begins chain $2, unless it has begun. Waits for a transaction that does so.
INSERT INTO rollcall.audit_head (event_id, chain, number, time, previous_hash, hash)
VALUES ($1, $2, 0, now(), '', decode(repeat('00', 32), 'hex'))
    ON CONFLICT (event_id, chain) DO NOTHING
RETURNING chain
