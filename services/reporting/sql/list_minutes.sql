-- Who comes and goes in session $2, minute by minute, in seconds since 1970.
SELECT series, date_part('epoch', minute)::bigint AS minute, arrival_count, start_count,
       end_count, open_count
  FROM rollcall.report_minute
 WHERE event_id = $1
   AND session_id = $2
