-- The rules of the doors of the sessions $2, of all when it is null, with the event's time zone and the
-- server's clock. A row without a session when there is none of them; no row when
-- there is no such event.
SELECT e.time_zone, now() AS receive_time, s.session_id, s.kind, s.reentry,
       s.start_time - make_interval(secs => s.opens_before_seconds) AS opens_time,
       s.end_time + make_interval(secs => s.closes_after_seconds) AS closes_time,
       array_to_string(s.allowed_modes, ',') AS allowed_modes,
       s.access = 'INCLUDED' AS included_only, s.requires_venue,
       array_to_string(s.admitting_devices, ',') AS devices, c.place_count
  FROM rollcall.event e
  LEFT JOIN rollcall.agenda_session s
    ON s.event_id = e.event_id
   AND ($2::text[] IS NULL OR s.session_id = ANY ($2::text[]))
  LEFT JOIN rollcall.capacity c
    ON c.event_id = s.event_id
   AND c.session_id = s.session_id
   AND c.mode = 'IN_PERSON'
 WHERE e.event_id = $1
