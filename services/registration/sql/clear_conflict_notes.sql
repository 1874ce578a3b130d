-- Removes what was written about conflicts of the registrations $2, and about those
-- without a known registration as clear_annulment_words does. Whoever resolved one
-- stays known to have: an empty note is one. Runs before clear_decision_words. Locks
-- in key order, since a scan may settle many people's conflicts at once.
WITH written AS MATERIALIZED (
  SELECT c.conflict_id
    FROM rollcall.conflict c
    JOIN rollcall.decision d USING (event_id, device_id, scan_id)
   WHERE c.event_id = $1
     AND c.note <> ''
     AND (c.registration_id = ANY ($2::uuid[])
          OR c.registration_id IS NULL
             AND (d.unknown_credential = ANY ($4::text[])
                  OR EXISTS (SELECT FROM unnest($3::text[]) AS address
                              WHERE strpos(lower(d.unknown_credential), lower(address)) > 0
                                 OR strpos(lower(d.force_reason), lower(address)) > 0
                                 OR strpos(lower(c.note), lower(address)) > 0)))
   ORDER BY c.conflict_id
     FOR UPDATE OF c
)
UPDATE rollcall.conflict c
   SET note = ''
  FROM written
 WHERE c.event_id = $1
   AND c.conflict_id = written.conflict_id
RETURNING c.conflict_id
