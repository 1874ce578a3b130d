-- As append_batch, to the first of the chains from $2 on that nobody writes to, so that
-- nobody waits. No row when there is none.
WITH head AS (
  UPDATE rollcall.audit_head h
     SET number = h.number + 1,
         time = greatest(h.time, now()),
         previous_hash = h.hash,
         hash = rollcall.audit_batch_hash(h.event_id, h.chain, h.number + 1,
                                          greatest(h.time, now()), h.hash, $3::bytea)
   WHERE h.event_id = $1
     AND h.chain = (SELECT free.chain
                      FROM rollcall.audit_head free
                     WHERE free.event_id = $1
                       AND free.chain >= $2
                     ORDER BY free.chain
                     LIMIT 1
                       FOR UPDATE SKIP LOCKED)
  RETURNING h.chain, h.number, h.time, h.previous_hash, h.hash
), batch AS (
  INSERT INTO rollcall.audit_batch
         (event_id, chain, number, time, previous_hash, hash, entry_count)
  SELECT $1, chain, number, time, previous_hash, hash, length($3::bytea) / 32
    FROM head
)
INSERT INTO rollcall.audit_entry
       (event_id, chain, number, ordinal, actor, role, method, resource, detail,
        commitment, hash)
SELECT $1, head.chain, head.number, row.ordinal, row.actor, row.role, row.method,
       row.resource, row.detail, row.commitment,
       substr($3::bytea, (row.ordinal::int - 1) * 32 + 1, 32)
  FROM head
 CROSS JOIN unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                   $9::bytea[])
       WITH ORDINALITY AS row (actor, role, method, resource, detail, commitment, ordinal)
RETURNING number
