-- Adds differences to the rollup rows of writer slot $2: people by cell ($3 to $12),
-- coming and going ($13 to $19), pairs of sessions ($20 to $22), each in key order, as
-- the arrays are, so that two writers never wait for each other in a circle; and
-- counts the change.
WITH cells AS (
  INSERT INTO rollcall.attendance_rollup AS r
         (event_id, slot, session_id, day, country_code, sector_id, delegation_id, mode, state,
          bucket, person_count, online_seconds)
  SELECT $1, $2::smallint, row.*
    FROM unnest($3::text[], $4::date[], $5::text[], $6::text[], $7::text[], $8::text[],
                $9::text[], $10::text[], $11::bigint[], $12::bigint[])
         AS row (session_id, day, country_code, sector_id, delegation_id, mode, state, bucket,
                 person_count, online_seconds)
      ON CONFLICT (event_id, session_id, day, country_code, sector_id, delegation_id, mode,
                   state, bucket, slot) DO UPDATE
     SET person_count = r.person_count + excluded.person_count,
         online_seconds = r.online_seconds + excluded.online_seconds
), minutes AS (
  INSERT INTO rollcall.presence_rollup AS r
         (event_id, slot, session_id, series, minute, arrival_count, start_count, end_count,
          open_count)
  SELECT $1, $2::smallint, row.*
    FROM unnest($13::text[], $14::text[], $15::timestamptz[], $16::bigint[], $17::bigint[],
                $18::bigint[], $19::bigint[])
         AS row (session_id, series, minute, arrival_count, start_count, end_count,
                 open_count)
      ON CONFLICT (event_id, session_id, series, minute, slot) DO UPDATE
     SET arrival_count = r.arrival_count + excluded.arrival_count,
         start_count = r.start_count + excluded.start_count,
         end_count = r.end_count + excluded.end_count,
         open_count = r.open_count + excluded.open_count
), pairs AS (
  INSERT INTO rollcall.session_pair_rollup AS r
         (event_id, slot, session_id, second_session_id, person_count)
  SELECT $1, $2::smallint, row.*
    FROM unnest($20::text[], $21::text[], $22::bigint[])
         AS row (session_id, second_session_id, person_count)
      ON CONFLICT (event_id, session_id, second_session_id, slot) DO UPDATE
     SET person_count = r.person_count + excluded.person_count
)
INSERT INTO rollcall.rollup_version AS r (event_id, slot, version)
VALUES ($1, $2::smallint, 1)
    ON CONFLICT (event_id, slot) DO UPDATE
   SET version = r.version + 1,
       move_time = now()
