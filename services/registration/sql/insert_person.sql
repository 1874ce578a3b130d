-- Says who the registration is for; live if $10. No row when the e-mail or the
-- external id of somebody live is another's.
INSERT INTO rollcall.person
       (event_id, registration_id, display_name, email, email_key, external_id,
        organization, job_title, search_key, live)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, rollcall.unaccent('rollcall.unaccent', $9), $10)
    ON CONFLICT DO NOTHING
RETURNING registration_id
