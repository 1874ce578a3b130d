-- Removes what supervisors wrote about the registrations $2, and what was presented
-- or written without a known registration and quotes one of the addresses $3, as
-- written or normalized, or is one of the external ids $4. The hash of what was
-- presented goes with it.
UPDATE rollcall.decision
   SET force_reason = '', unknown_credential = NULL,
       content_hash = CASE WHEN unknown_credential IS NULL THEN content_hash ELSE '' END
 WHERE event_id = $1
   AND (force_reason <> '' OR unknown_credential IS NOT NULL)
   AND (registration_id = ANY ($2::uuid[])
        OR registration_id IS NULL
           AND (unknown_credential = ANY ($4::text[])
                OR EXISTS (SELECT FROM unnest($3::text[]) AS address
                            WHERE strpos(lower(unknown_credential), lower(address)) > 0
                               OR strpos(lower(force_reason), lower(address)) > 0)))
RETURNING scan_id
