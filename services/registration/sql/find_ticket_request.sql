-- The ticket that the request_id made, revoked or not. No row when there is none.
SELECT t.registration_id, t.serial, t.code, t.create_time,
       CASE r.mode WHEN 'ONLINE' THEN t.join_token END AS join_token, e.start_time,
       e.end_time
  FROM rollcall.ticket t
  JOIN rollcall.event e USING (event_id)
  JOIN rollcall.registration r
    ON r.event_id = t.event_id
   AND r.registration_id = t.registration_id
 WHERE t.event_id = $1
   AND t.request_id = $2
