-- Has all that is derived from instances derived anew by a job: the agenda, by which
-- they are mapped to sessions and end, has changed.
UPDATE rollcall.presence_instance
   SET due_time = now()
 WHERE event_id = $1
RETURNING instance_id
