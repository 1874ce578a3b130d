-- Up to $2 registrations of the event whose personal data is kept.
SELECT registration_id
  FROM rollcall.person
 WHERE event_id = $1
 ORDER BY registration_id
 LIMIT $2
