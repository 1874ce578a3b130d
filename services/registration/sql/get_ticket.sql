-- The registration's state with its valid ticket, whose columns are null when it
-- has none. No row when the event has no such registration.
SELECT r.state, t.secret, t.code, t.create_time
  FROM rollcall.registration r
  LEFT JOIN rollcall.ticket t
    ON t.event_id = r.event_id
   AND t.registration_id = r.registration_id
   AND NOT t.revoked
 WHERE r.event_id = $1
   AND r.registration_id = $2
