-- Whom each participant may be: one row for each that join token (rank 1),
-- registration (2), external id (3) and normalized e-mail (4) lead to, with its
-- position from 1; never by name. An address without alias ($6) counts where the
-- event ignores aliases. Of several registrations of one person the live one, else the
-- last.
SELECT row.position, found.match_rank, found.registration_id
  FROM rollcall.event
 CROSS JOIN unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) WITH ORDINALITY
       AS row (join_token, registration_id, external_id, email_key, alias_free_key, position)
 CROSS JOIN LATERAL
       (SELECT CASE WHEN event.ignore_plus_alias THEN row.alias_free_key
                    ELSE row.email_key END AS email_key) AS address
 CROSS JOIN LATERAL
       (SELECT 1 AS match_rank,
               (SELECT t.registration_id FROM rollcall.ticket t
                 WHERE t.event_id = $1
                   AND t.join_token = nullif(row.join_token, '')::uuid
                   AND NOT t.revoked) AS registration_id
         WHERE row.join_token <> ''
        UNION ALL
        SELECT 2,
               (SELECT r.registration_id FROM rollcall.registration r
                 WHERE r.event_id = $1
                   AND r.registration_id = nullif(row.registration_id, '')::uuid)
         WHERE row.registration_id <> ''
        UNION ALL
        SELECT 3,
               coalesce(
                 (SELECT p.registration_id FROM rollcall.person p
                   WHERE p.event_id = $1
                     AND p.external_id = row.external_id
                     AND p.live),
                 (SELECT p.registration_id FROM rollcall.person p
                   WHERE p.event_id = $1
                     AND p.external_id = row.external_id
                     AND NOT p.live
                   ORDER BY p.registration_id DESC LIMIT 1))
         WHERE row.external_id <> ''
        UNION ALL
        SELECT 4,
               coalesce(
                 (SELECT p.registration_id FROM rollcall.person p
                   WHERE p.event_id = $1
                     AND p.email_key = address.email_key
                     AND p.live),
                 (SELECT p.registration_id FROM rollcall.person p
                   WHERE p.event_id = $1
                     AND p.email_key = address.email_key
                     AND NOT p.live
                   ORDER BY p.registration_id DESC LIMIT 1))
         WHERE address.email_key <> '') AS found
 WHERE event.event_id = $1
   AND found.registration_id IS NOT NULL
