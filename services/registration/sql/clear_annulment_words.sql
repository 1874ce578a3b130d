-- Removes what supervisors wrote when they took scans of the registrations $2 back,
-- and scans without a known registration as clear_decision_words knows them by $3
-- and $4, or by what is written here. Runs before that one, which removes what tells
-- them.
UPDATE rollcall.annulment a
   SET force_reason = ''
  FROM rollcall.decision d
 WHERE a.event_id = $1
   AND a.force_reason <> ''
   AND d.event_id = a.event_id
   AND d.device_id = a.device_id
   AND d.scan_id = a.scan_id
   AND (d.registration_id = ANY ($2::uuid[])
        OR d.registration_id IS NULL
           AND (d.unknown_credential = ANY ($4::text[])
                OR EXISTS (SELECT FROM unnest($3::text[]) AS address
                            WHERE strpos(lower(d.unknown_credential), lower(address)) > 0
                               OR strpos(lower(d.force_reason), lower(address)) > 0
                               OR strpos(lower(a.force_reason), lower(address)) > 0)))
RETURNING a.scan_id
