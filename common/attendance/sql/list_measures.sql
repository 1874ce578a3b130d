-- By what watching the sessions $2 is judged. Thresholds are in microseconds, rounded
-- up: less of them is not enough.
SELECT m.session_id, s.start_time, s.end_time,
       ceil(m.present_seconds * 1000000)::bigint AS present_micros,
       ceil(m.partial_seconds * 1000000)::bigint AS partial_micros
  FROM unnest($2::text[]) AS asked (session_id)
 CROSS JOIN LATERAL
       (SELECT m.session_id, m.present_seconds, m.partial_seconds
          FROM rollcall.session_measure m
         WHERE m.event_id = $1
           AND m.session_id = asked.session_id
        OFFSET 0) AS m
  JOIN rollcall.agenda_session s
    ON s.event_id = $1
   AND s.session_id = m.session_id
