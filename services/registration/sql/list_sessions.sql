-- Up to $4 sessions after the one that starts at $2 and is named $3, by start
-- time and id; from the first when $2 is null.
SELECT s.session_id, s.kind, s.title, s.description, s.start_time, s.end_time, s.room,
       s.access, array_to_string(s.allowed_modes, ',') AS allowed_modes,
       s.reentry, s.opens_before_seconds, s.closes_after_seconds, s.requires_venue,
       array_to_string(s.admitting_devices, ',') AS devices, s.create_time, s.version,
       i.place_count AS in_person_places, i.taken_count AS in_person_taken,
       o.place_count AS online_places, o.taken_count AS online_taken
  FROM rollcall.agenda_session s
  LEFT JOIN rollcall.capacity i
    ON i.event_id = s.event_id AND i.session_id = s.session_id AND i.mode = 'IN_PERSON'
  LEFT JOIN rollcall.capacity o
    ON o.event_id = s.event_id AND o.session_id = s.session_id AND o.mode = 'ONLINE'
 WHERE s.event_id = $1
   AND ($2::timestamptz IS NULL OR (s.start_time, s.session_id) > ($2::timestamptz, $3))
 ORDER BY s.start_time, s.session_id
 LIMIT $4
