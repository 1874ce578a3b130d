-- Whom each participant is, by the first of registration, external id and
-- normalized e-mail that is not empty; never by name. One row for each that is
-- found, with its position from 1.
SELECT row.position,
       CASE WHEN row.registration_id <> '' THEN
              (SELECT r.registration_id FROM rollcall.registration r
                WHERE r.event_id = $1
                  AND r.registration_id = nullif(row.registration_id, '')::uuid)
            WHEN row.external_id <> '' THEN
              (SELECT p.registration_id FROM rollcall.person p
                WHERE p.event_id = $1 AND p.external_id = row.external_id)
            ELSE
              (SELECT p.registration_id FROM rollcall.person p
                WHERE p.event_id = $1 AND p.email_key = row.email_key)
       END AS registration_id
  FROM unnest($2::text[], $3::text[], $4::text[]) WITH ORDINALITY
       AS row (registration_id, external_id, email_key, position)
