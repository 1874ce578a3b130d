-- Moves at most $3 of the rows of people by cell of event $1 from other writer slots into
-- slot $2. Rows that a writer has locked are left for later: so this waits for nobody but
-- others that fold, which go in key order, too.
WITH taken AS (
  DELETE FROM rollcall.attendance_rollup r
   WHERE r.event_id = $1
     AND r.ctid = ANY (ARRAY(SELECT o.ctid
                               FROM rollcall.attendance_rollup o
                              WHERE o.event_id = $1
                                AND o.slot <> $2::smallint
                              LIMIT $3
                                FOR UPDATE SKIP LOCKED))
  RETURNING r.*
), folded AS (
  INSERT INTO rollcall.attendance_rollup AS r
         (event_id, slot, session_id, day, country_code, sector_id, delegation_id, mode, state,
          bucket, person_count, online_seconds)
  SELECT $1, $2::smallint, session_id, day, country_code, sector_id, delegation_id, mode, state,
         bucket, sum(person_count), sum(online_seconds)
    FROM taken
   GROUP BY session_id, day, country_code, sector_id, delegation_id, mode, state, bucket
   ORDER BY session_id, day, country_code, sector_id, delegation_id, mode, state, bucket
      ON CONFLICT (event_id, session_id, day, country_code, sector_id, delegation_id, mode,
                   state, bucket, slot) DO UPDATE
     SET person_count = r.person_count + excluded.person_count,
         online_seconds = r.online_seconds + excluded.online_seconds
)
SELECT count(*) AS row_count FROM taken
