-- At most $3 registrations of event $1 after $2.
SELECT registration_id
  FROM rollcall.registration
 WHERE event_id = $1
   AND registration_id > $2::uuid
 ORDER BY registration_id
 LIMIT $3
