-- Which of the addresses $2 and external ids $3 live registrations have. One row
-- for each that is taken.
SELECT p.email_key, p.external_id
  FROM rollcall.person p
 WHERE p.event_id = $1
   AND p.live
   AND p.email_key = ANY ($2::text[])
UNION
SELECT p.email_key, p.external_id
  FROM rollcall.person p
 WHERE p.event_id = $1
   AND p.live
   AND p.external_id = ANY ($3::text[])
