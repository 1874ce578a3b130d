-- Writes the session, whose event the transaction has locked.
UPDATE rollcall.agenda_session
   SET kind = $3,
       title = $4,
       description = $5,
       start_time = $6,
       end_time = $7,
       room = $8,
       access = $9,
       allowed_modes = $10,
       reentry = $11,
       opens_before_seconds = $12,
       closes_after_seconds = $13,
       requires_venue = $14,
       admitting_devices = $15,
       version = version + 1
 WHERE event_id = $1
   AND session_id = $2
RETURNING version
