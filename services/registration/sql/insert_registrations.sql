-- Inserts many registrations with their people; one row for each that has both.
-- One whose e-mail or external id a concurrent call took is left without a
-- person, for the caller to remove.
WITH row AS (
  SELECT *
    FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::uuid[],
                $8::bytea[], $9::text[], $10::text[], $11::text[], $12::text[],
                $13::text[], $14::text[], $15::uuid[], $16::int[], $17::text[],
                $18::boolean[])
         AS row (registration_id, state, mode, country_code, sector_id, request_id,
                 request_hash, display_name, email, email_key, external_id,
                 organization, job_title, delegation_id, waitlist_priority, folded_name,
                 blocked)
), registered AS (
  INSERT INTO rollcall.registration
         (event_id, registration_id, state, mode, country_code, sector_id, request_id,
          request_hash, delegation_id, waitlist_priority, queue_time, blocked)
  SELECT $1, registration_id, state, mode, country_code, sector_id, request_id,
         request_hash, delegation_id, waitlist_priority,
         CASE WHEN state = 'WAITLISTED' THEN now() END, blocked
    FROM row
  RETURNING registration_id
)
INSERT INTO rollcall.person
       (event_id, registration_id, display_name, email, email_key, external_id,
        organization, job_title, search_key)
SELECT $1, registration_id, display_name, email, email_key, external_id, organization,
       job_title, rollcall.unaccent('rollcall.unaccent', folded_name)
  FROM row
  JOIN registered USING (registration_id)
    ON CONFLICT DO NOTHING
RETURNING registration_id
