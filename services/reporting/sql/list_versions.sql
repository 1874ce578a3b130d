-- The versions of the data of those of the events $1 that exist.
SELECT e.event_id,
       coalesce((SELECT v.data_version
                   FROM rollcall.report_version v
                  WHERE v.event_id = e.event_id), 0) AS data_version
  FROM rollcall.report_event e
 WHERE e.event_id = ANY ($1::text[])
