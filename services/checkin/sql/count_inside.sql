-- How many are inside each of the sessions $2. No row where nobody ever was.
SELECT session_id, sum(inside_count)::bigint AS inside_count
  FROM rollcall.occupancy
 WHERE event_id = $1
   AND session_id = ANY ($2::text[])
 GROUP BY session_id
