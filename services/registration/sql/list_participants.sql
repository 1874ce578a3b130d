-- All that connections of the event said they were.
SELECT p.session_id, p.source, p.instance_id, p.connection_id, p.email, p.external_id,
       p.unverified_email, e.ignore_plus_alias
  FROM rollcall.presence_participant p
  JOIN rollcall.event e USING (event_id)
 WHERE p.event_id = $1
