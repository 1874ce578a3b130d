-- Connections that count for nobody, and how long they were there: of session $2, or
-- of all when it is the venue.
SELECT excluded, sum(connection_count)::bigint AS connection_count,
       sum(online_seconds)::bigint AS online_seconds
  FROM rollcall.report_connection
 WHERE event_id = $1
   AND ($2 = 'venue' OR session_id = $2)
 GROUP BY excluded
