-- An event whose retention_time has passed and that still has personal data. No row
-- when there is none. Each part looks for one row by its key; EXISTS might read whole
-- tables for it.
SELECT e.event_id
  FROM rollcall.event e
 WHERE e.retention_time <= now()
   AND coalesce((SELECT true FROM rollcall.person p
                  WHERE p.event_id = e.event_id LIMIT 1),
                (SELECT true FROM rollcall.presence_participant q
                  WHERE q.event_id = e.event_id LIMIT 1),
                (SELECT true FROM rollcall.decision d
                  WHERE d.event_id = e.event_id
                    AND (d.force_reason <> '' OR d.unknown_credential IS NOT NULL)
                  LIMIT 1),
                (SELECT true FROM rollcall.annulment a
                  WHERE a.event_id = e.event_id AND a.force_reason <> '' LIMIT 1),
                (SELECT true FROM rollcall.conflict c
                  WHERE c.event_id = e.event_id AND c.note <> '' LIMIT 1),
                false)
 ORDER BY e.event_id
 LIMIT 1
