-- The chains of an event: what their heads say, NULL where there is none, and the
-- number of the last batch, 0 where there is none.
SELECT chain, h.number, h.hash, coalesce(b.last_number, 0) AS last_number
  FROM (SELECT chain, number, hash FROM rollcall.audit_head WHERE event_id = $1) h
  FULL JOIN (SELECT chain, max(number) AS last_number
               FROM rollcall.audit_batch
              WHERE event_id = $1
              GROUP BY chain) b USING (chain)
 ORDER BY chain
