-- The launches of the sessions $2, each session's in its own order.
SELECT session_id, title
  FROM rollcall.launch
 WHERE event_id = $1
   AND session_id = ANY ($2)
 ORDER BY session_id, position
