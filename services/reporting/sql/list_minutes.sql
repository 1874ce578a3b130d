-- Who comes and goes in session $2, minute by minute, in seconds since 1970, in parts
-- that are to be summed.
SELECT series, date_part('epoch', minute)::bigint AS minute, arrival_count, start_count,
       end_count, open_count
  FROM rollcall.report_minute_part
 WHERE event_id = $1
   AND session_id = $2
