-- Up to $2 events with ids after $1, by id.
SELECT e.event_id, e.title, e.theme, e.edition, e.host_fair, e.venue, e.city,
       e.country_code, e.time_zone, e.start_time, e.end_time,
       e.online_threshold_seconds, e.attendance_measure, e.partial_threshold_seconds,
       e.present_percent, e.partial_percent, e.approval_policy, e.offer_seconds,
       e.ignore_plus_alias, e.retention_time, e.create_time, e.version,
       i.place_count AS in_person_places, i.taken_count AS in_person_taken,
       o.place_count AS online_places, o.taken_count AS online_taken
  FROM rollcall.event e
  LEFT JOIN rollcall.capacity i
    ON i.event_id = e.event_id AND i.session_id = 'venue' AND i.mode = 'IN_PERSON'
  LEFT JOIN rollcall.capacity o
    ON o.event_id = e.event_id AND o.session_id = 'venue' AND o.mode = 'ONLINE'
 WHERE e.event_id > $1
 ORDER BY e.event_id
 LIMIT $2
