-- The registration $2 with the state of its ticket of serial $3 or code $4, if
-- one of them is given. Read after the registration is locked. No row when the
-- event has no such registration.
SELECT r.state, r.mode, r.erase_time IS NOT NULL AS erased,
       coalesce((SELECT t.revoked
                   FROM rollcall.ticket t
                  WHERE t.event_id = $1
                    AND t.registration_id = $2
                    AND (t.serial = $3 OR t.code = $4)), false) AS ticket_revoked
  FROM rollcall.registration r
 WHERE r.event_id = $1
   AND r.registration_id = $2
