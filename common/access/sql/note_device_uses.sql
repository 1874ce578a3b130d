-- Notes when devices $2 of events $1 were last used, in key order as others do.
UPDATE rollcall.device d
   SET last_use_time = greatest(d.last_use_time, used.time)
  FROM (SELECT u.event_id, u.id, u.time
          FROM unnest($1::text[], $2::uuid[], $3::timestamptz[]) AS u (event_id, id, time)
          JOIN rollcall.device locked ON locked.event_id = u.event_id AND locked.device_id = u.id
         ORDER BY u.event_id COLLATE "C", u.id
           FOR NO KEY UPDATE OF locked) AS used
 WHERE d.event_id = used.event_id
   AND d.device_id = used.id
