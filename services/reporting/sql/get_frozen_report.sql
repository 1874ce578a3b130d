SELECT frozen_report_id, audience, as_of, data_version, create_time, content
  FROM rollcall.frozen_report
 WHERE event_id = $1
   AND frozen_report_id = $2::uuid
