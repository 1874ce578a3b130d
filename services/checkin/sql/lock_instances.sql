-- Adds those of the instances that are new, widens the time in which they were seen
-- by $4 and $5, and locks all of them, in key order so that two calls never wait for
-- each other in a circle. Whoever changes anything of an instance, its connections
-- too, does this first.
INSERT INTO rollcall.presence_instance AS i
       (event_id, source, instance_id, first_time, last_time)
SELECT $1, row.*
  FROM unnest($2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[])
       AS row (source, instance_id, first_time, last_time)
 ORDER BY row.source COLLATE "C", row.instance_id COLLATE "C"
    ON CONFLICT (event_id, source, instance_id) DO UPDATE
   SET first_time = least(i.first_time, excluded.first_time),
       last_time = greatest(i.last_time, excluded.last_time)
RETURNING source, instance_id, resolved_session_id, session_id, first_time, last_time
