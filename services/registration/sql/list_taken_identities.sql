-- The addresses and external ids of live registrations: the next $3 after the
-- registration $2.
SELECT registration_id, email_key, external_id
  FROM rollcall.person
 WHERE event_id = $1
   AND live
   AND registration_id > $2
 ORDER BY registration_id
 LIMIT $3
