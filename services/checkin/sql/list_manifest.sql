-- Up to $3 registrations with ids after $2, by id; from the first when $2 is null.
SELECT registration_id, state, mode, blocked, serial, code, revoked, sessions
  FROM rollcall.manifest
 WHERE event_id = $1
   AND ($2::uuid IS NULL OR registration_id > $2::uuid)
 ORDER BY registration_id
 LIMIT $3
