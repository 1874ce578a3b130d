-- Gives mode $3 in session $2 the places $4, and counts who holds one when it
-- had no limit before. Always one row; not `enough`, and nothing is written, when
-- more are taken. Runs after the event is locked FOR UPDATE, which keeps out all
-- who take or free places.
WITH taken AS (
  SELECT coalesce(
           (SELECT taken_count FROM rollcall.capacity
             WHERE event_id = $1 AND session_id = $2 AND mode = $3),
           CASE WHEN $2 = 'venue' THEN
             (SELECT count(*)
                FROM rollcall.registration
               WHERE event_id = $1
                 AND mode = $3
                 AND (state = 'CONFIRMED' OR offer_expire_time IS NOT NULL))
           ELSE
             (SELECT count(*)
                FROM rollcall.registration_session s
                JOIN rollcall.registration r USING (event_id, registration_id)
               WHERE s.event_id = $1
                 AND s.session_id = $2
                 AND r.mode = $3
                 AND (r.state = 'CONFIRMED' OR r.offer_expire_time IS NOT NULL))
           END) AS taken_count
), written AS (
  INSERT INTO rollcall.capacity (event_id, session_id, mode, place_count, taken_count)
  SELECT $1, $2, $3, $4::integer, taken_count
    FROM taken
   WHERE taken_count <= $4::integer
      ON CONFLICT (event_id, session_id, mode) DO UPDATE
     SET place_count = excluded.place_count
  RETURNING mode
)
SELECT taken_count, EXISTS (SELECT FROM written) AS enough FROM taken
