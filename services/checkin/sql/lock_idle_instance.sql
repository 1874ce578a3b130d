-- Locks an instance unless another transaction has: no row then.
SELECT source, instance_id, resolved_session_id, session_id, first_time, last_time,
       due_time IS NOT NULL AS due
  FROM rollcall.presence_instance
 WHERE event_id = $1
   AND source = $2
   AND instance_id = $3
   FOR NO KEY UPDATE SKIP LOCKED
