-- Writes the event, which the transaction has locked.
UPDATE rollcall.event
   SET title = $2,
       theme = $3,
       edition = $4,
       host_fair = $5,
       venue = $6,
       city = $7,
       country_code = $8,
       time_zone = $9,
       start_time = $10,
       end_time = $11,
       online_threshold_seconds = $12,
       approval_policy = $13,
       offer_seconds = $14,
       retention_time = $15,
       attendance_measure = $16,
       partial_threshold_seconds = $17,
       present_percent = $18,
       partial_percent = $19,
       version = version + 1
 WHERE event_id = $1
RETURNING version
