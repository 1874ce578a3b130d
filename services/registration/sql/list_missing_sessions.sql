-- Those of the sessions $2 that event $1 does not have.
SELECT asked.session_id
  FROM unnest($2::text[]) AS asked (session_id)
  LEFT JOIN rollcall.agenda_session s
    ON s.event_id = $1
   AND s.session_id = asked.session_id
 WHERE s.session_id IS NULL
 ORDER BY asked.session_id COLLATE "C"
