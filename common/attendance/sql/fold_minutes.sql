-- Moves at most $3 of the rows of coming and going of event $1 from other writer slots into
-- slot $2. Rows that a writer has locked are left for later: so this waits for nobody but
-- others that fold, which go in key order, too.
WITH taken AS (
  DELETE FROM rollcall.presence_rollup r
   WHERE r.event_id = $1
     AND r.ctid = ANY (ARRAY(SELECT o.ctid
                               FROM rollcall.presence_rollup o
                              WHERE o.event_id = $1
                                AND o.slot <> $2::smallint
                              LIMIT $3
                                FOR UPDATE SKIP LOCKED))
  RETURNING r.*
), folded AS (
  INSERT INTO rollcall.presence_rollup AS r
         (event_id, slot, session_id, series, minute,
          arrival_count, start_count, end_count, open_count)
  SELECT $1, $2::smallint, session_id, series, minute,
         sum(arrival_count), sum(start_count), sum(end_count), sum(open_count)
    FROM taken
   GROUP BY session_id, series, minute
   ORDER BY session_id, series, minute
      ON CONFLICT (event_id, session_id, series, minute, slot) DO UPDATE
     SET arrival_count = r.arrival_count + excluded.arrival_count,
         start_count = r.start_count + excluded.start_count,
         end_count = r.end_count + excluded.end_count,
         open_count = r.open_count + excluded.open_count
)
SELECT count(*) AS row_count FROM taken
