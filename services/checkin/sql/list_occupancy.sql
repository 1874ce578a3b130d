-- How full those of the sessions $2 are that the events $1 have, as the server's clock
-- says now. A row without a session for an event that has none of them; no row for
-- one that does not exist.
SELECT e.event_id, s.session_id, c.place_count,
       coalesce(sum(o.version), 0)::bigint AS sequence,
       coalesce(sum(o.inside_count), 0)::bigint AS inside_count,
       now() AS as_of
  FROM rollcall.event e
  LEFT JOIN rollcall.agenda_session s
    ON s.event_id = e.event_id
   AND s.session_id = ANY ($2::text[])
  LEFT JOIN rollcall.capacity c
    ON c.event_id = s.event_id
   AND c.session_id = s.session_id
   AND c.mode = 'IN_PERSON'
  LEFT JOIN rollcall.occupancy o
    ON o.event_id = s.event_id
   AND o.session_id = s.session_id
 WHERE e.event_id = ANY ($1::text[])
 GROUP BY e.event_id, s.session_id, c.place_count
