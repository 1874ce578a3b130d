-- No row when the event has no such delegation. A head whose registration has
-- ended leads it no more.
SELECT d.delegation_id, d.display_name, d.country_code, d.organization,
       h.registration_id AS head_id, d.in_person_quota, d.online_quota,
       d.in_person_count, d.online_count, d.create_time, d.version
  FROM rollcall.delegation d
  LEFT JOIN rollcall.registration h
    ON h.event_id = d.event_id
   AND h.registration_id = d.head_id
   AND h.state IN ('PENDING', 'CONFIRMED', 'WAITLISTED')
 WHERE d.event_id = $1
   AND d.delegation_id = $2
