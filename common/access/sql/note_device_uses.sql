-- Notes when devices $2 of event $1 were last used, in key order as others do.
UPDATE rollcall.device d
   SET last_use_time = greatest(d.last_use_time, used.time)
  FROM (SELECT u.id, u.time
          FROM unnest($2::uuid[], $3::timestamptz[]) AS u (id, time)
          JOIN rollcall.device locked ON locked.event_id = $1 AND locked.device_id = u.id
         ORDER BY u.id
           FOR NO KEY UPDATE OF locked) AS used
 WHERE d.event_id = $1
   AND d.device_id = used.id
