-- The events that go on, or ended within a week.
SELECT event_id
  FROM rollcall.event
 WHERE start_time < now()
   AND end_time > now() - interval '7 days'
