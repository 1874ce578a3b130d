-- Moves at most $3 of the rows of pairs of sessions of event $1 from other writer slots into
-- slot $2. Rows that a writer has locked are left for later: so this waits for nobody but
-- others that fold, which go in key order, too.
WITH taken AS (
  DELETE FROM rollcall.session_pair_rollup r
   WHERE r.event_id = $1
     AND r.ctid = ANY (ARRAY(SELECT o.ctid
                               FROM rollcall.session_pair_rollup o
                              WHERE o.event_id = $1
                                AND o.slot <> $2::smallint
                              LIMIT $3
                                FOR UPDATE SKIP LOCKED))
  RETURNING r.*
), folded AS (
  INSERT INTO rollcall.session_pair_rollup AS r
         (event_id, slot, session_id, second_session_id,
          person_count)
  SELECT $1, $2::smallint, session_id, second_session_id,
         sum(person_count)
    FROM taken
   GROUP BY session_id, second_session_id
   ORDER BY session_id, second_session_id
      ON CONFLICT (event_id, session_id, second_session_id, slot) DO UPDATE
     SET person_count = r.person_count + excluded.person_count
)
SELECT count(*) AS row_count FROM taken
