-- No row unless the retention_time of event $1 has passed and it still has personal
-- data. Of people and decisions it looks for one row by its key; annulments and
-- conflicts are few.
SELECT event_id
  FROM rollcall.event
 WHERE event_id = $1
   AND retention_time <= now()
   AND (EXISTS (SELECT FROM rollcall.person WHERE event_id = $1)
        OR EXISTS (SELECT FROM rollcall.presence_participant WHERE event_id = $1)
        OR EXISTS (SELECT FROM rollcall.decision
                    WHERE event_id = $1
                      AND (force_reason <> '' OR unknown_credential IS NOT NULL))
        OR EXISTS (SELECT FROM rollcall.annulment
                    WHERE event_id = $1 AND force_reason <> '')
        OR EXISTS (SELECT FROM rollcall.conflict WHERE event_id = $1 AND note <> ''))
