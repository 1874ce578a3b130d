-- The content of the events $3 of source $2 as recorded.
SELECT source_event_id, content_hash
  FROM rollcall.presence_event
 WHERE event_id = $1
   AND source = $2
   AND source_event_id = ANY ($3::text[])
