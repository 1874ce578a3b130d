-- The event with the state of its data, from the snapshot that the rest of the
-- transaction sees. session_exists says whether it has session $2. No row when
-- there is no such event.
SELECT e.title, e.theme, e.venue, e.city, e.time_zone, e.start_time, e.end_time,
       EXISTS (SELECT FROM rollcall.report_session s
                WHERE s.event_id = $1 AND s.session_id = $2) AS session_exists,
       coalesce((SELECT v.data_version FROM rollcall.report_version v
                  WHERE v.event_id = $1), 0) AS data_version,
       statement_timestamp() - coalesce(s.staleness, interval '0') AS as_of,
       floor(extract(epoch FROM s.staleness) * 1000000)::bigint AS staleness_micros
  FROM rollcall.report_event e
 CROSS JOIN rollcall.report_staleness s
 WHERE e.event_id = $1
