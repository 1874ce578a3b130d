-- Inserts the registration, then its person and the sessions $18. `registered` is
-- false when the request_id is taken; `named` is false when the e-mail or the
-- external id is, and then the registration is left without a person, for the
-- caller to remove. Waits for a concurrent insert of the same id or address.
WITH registered AS (
  INSERT INTO rollcall.registration
         (event_id, registration_id, state, mode, country_code, sector_id, request_id,
          request_hash, delegation_id, waitlist_priority, queue_time, blocked)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $15, $16,
          CASE WHEN $3 = 'WAITLISTED' THEN now() END, $19)
      ON CONFLICT (event_id, request_id) DO NOTHING
  RETURNING event_id, registration_id
), named AS (
  INSERT INTO rollcall.person
         (event_id, registration_id, display_name, email, email_key, external_id,
          organization, job_title, search_key)
  SELECT event_id, registration_id, $9, $10, $11, $12, $13, $14,
         rollcall.unaccent('rollcall.unaccent', $17)
    FROM registered
      ON CONFLICT DO NOTHING
  RETURNING event_id, registration_id
), included AS (
  INSERT INTO rollcall.registration_session (event_id, registration_id, session_id)
  SELECT event_id, registration_id, unnest($18::text[])
    FROM named
  RETURNING session_id
)
SELECT EXISTS (SELECT FROM registered) AS registered,
       EXISTS (SELECT FROM named) AS named
