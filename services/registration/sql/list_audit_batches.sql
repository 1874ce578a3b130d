-- The next $5 batches of chain $2 after number $3, up to $4, with their entries: one
-- row for each entry, and one without for a batch that has none.
SELECT b.number, b.time, b.previous_hash, b.hash AS batch_hash, b.entry_count, e.ordinal,
       e.actor, e.role, e.method, e.resource, e.detail, e.commitment, e.hash
  FROM (SELECT number, time, previous_hash, hash, entry_count
          FROM rollcall.audit_batch
         WHERE event_id = $1
           AND chain = $2
           AND number > $3
           AND number <= $4
         ORDER BY number
         LIMIT $5) b
  LEFT JOIN rollcall.audit_entry e
    ON e.event_id = $1
   AND e.chain = $2
   AND e.number = b.number
 ORDER BY b.number, e.ordinal
