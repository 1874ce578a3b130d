-- The registration's state with its valid ticket, whose columns are null when it
-- has none or is not confirmed. No row when the event has no such registration.
SELECT r.state, r.erase_time IS NOT NULL AS erased, t.serial, t.code, t.create_time,
       CASE r.mode WHEN 'ONLINE' THEN t.join_token END AS join_token, e.start_time,
       e.end_time
  FROM rollcall.registration r
  JOIN rollcall.event e USING (event_id)
  LEFT JOIN rollcall.ticket t
    ON t.event_id = r.event_id
   AND t.registration_id = r.registration_id
   AND NOT t.revoked
   AND r.state = 'CONFIRMED'
 WHERE r.event_id = $1
   AND r.registration_id = $2
