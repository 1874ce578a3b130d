-- The report that the request $2 has kept; no row when it has kept none.
SELECT frozen_report_id, audience, as_of, data_version, create_time, content, request_hash
  FROM rollcall.frozen_report
 WHERE event_id = $1
   AND request_id = $2::uuid
