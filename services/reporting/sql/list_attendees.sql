-- At most $4 people of session $2 whose registrations come after $3, of any of the
-- countries $5, sectors $6, delegations $7, modes $8 and buckets $9: of any where NULL.
SELECT registration_id, display_name, email, external_id, organization, job_title,
       country_code, sector_id, delegation_id, mode, state, bucket, online_seconds,
       in_person_seconds, first_time, last_time
  FROM rollcall.report_attendee
 WHERE event_id = $1
   AND session_id = $2
   AND registration_id > $3::uuid
   AND ($5::text[] IS NULL OR country_code = ANY ($5::text[]))
   AND ($6::text[] IS NULL OR sector_id = ANY ($6::text[]))
   AND ($7::text[] IS NULL OR delegation_id = ANY ($7::text[]))
   AND ($8::text[] IS NULL OR mode = ANY ($8::text[]))
   AND ($9::text[] IS NULL OR bucket = ANY ($9::text[]))
 ORDER BY registration_id
 LIMIT $4
