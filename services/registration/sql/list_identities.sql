-- What tells the people of the registrations $2 from others; no row for those who
-- are erased.
SELECT email, email_key, external_id
  FROM rollcall.person
 WHERE event_id = $1
   AND registration_id = ANY ($2::uuid[])
