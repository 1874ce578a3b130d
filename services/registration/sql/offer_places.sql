-- Offers a place to the registrations $2 for as long as the event says. One row
-- for each.
UPDATE rollcall.registration AS r
   SET offer_expire_time = now() + make_interval(secs => e.offer_seconds),
       version = r.version + 1
  FROM rollcall.event AS e
 WHERE r.event_id = $1
   AND r.registration_id = ANY ($2::uuid[])
   AND e.event_id = r.event_id
RETURNING r.registration_id
