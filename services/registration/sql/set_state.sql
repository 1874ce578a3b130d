-- Gives the registration, which is locked, the state $3 and the mode $4; who is
-- WAITLISTED now goes to the end of the line, and no offer stays. The person's
-- address is theirs while the state is live ($5).
WITH changed AS (
  UPDATE rollcall.registration
     SET state = $3,
         mode = $4,
         queue_time = CASE WHEN $3 = 'WAITLISTED' THEN now() END,
         offer_expire_time = NULL,
         state_time = CASE WHEN state = $3 THEN state_time ELSE now() END,
         change_xid = pg_current_xact_id(),
         version = version + 1
   WHERE event_id = $1
     AND registration_id = $2
  RETURNING event_id, registration_id
), named AS (
  UPDATE rollcall.person AS p
     SET live = $5
    FROM changed
   WHERE p.event_id = changed.event_id
     AND p.registration_id = changed.registration_id
  RETURNING p.registration_id
)
SELECT registration_id FROM changed
