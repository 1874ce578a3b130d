-- Whom each participant is, by the first of registration, external id and
-- normalized e-mail that is not empty; never by name. An address without alias ($5)
-- counts where the event ignores aliases. Of several registrations of one person the
-- live one, else the last. One row for each participant, with its position from 1.
SELECT row.position,
       CASE WHEN row.registration_id <> '' THEN
              (SELECT r.registration_id FROM rollcall.registration r
                WHERE r.event_id = $1
                  AND r.registration_id = nullif(row.registration_id, '')::uuid)
            WHEN row.external_id <> '' THEN
              coalesce(
                (SELECT p.registration_id FROM rollcall.person p
                  WHERE p.event_id = $1 AND p.external_id = row.external_id AND p.live),
                (SELECT p.registration_id FROM rollcall.person p
                  WHERE p.event_id = $1 AND p.external_id = row.external_id AND NOT p.live
                  ORDER BY p.registration_id DESC LIMIT 1))
            ELSE
              coalesce(
                (SELECT p.registration_id FROM rollcall.person p
                  WHERE p.event_id = $1 AND p.email_key = row.email_key AND p.live),
                (SELECT p.registration_id FROM rollcall.person p
                  WHERE p.event_id = $1 AND p.email_key = row.email_key AND NOT p.live
                  ORDER BY p.registration_id DESC LIMIT 1))
       END AS registration_id
  FROM (SELECT asked.position, asked.registration_id, asked.external_id,
               CASE WHEN event.ignore_plus_alias THEN asked.alias_free_key
                    ELSE asked.email_key END AS email_key
          FROM rollcall.event,
               unnest($2::text[], $3::text[], $4::text[], $5::text[]) WITH ORDINALITY
                 AS asked (registration_id, external_id, email_key, alias_free_key,
                           position)
         WHERE event.event_id = $1) AS row
