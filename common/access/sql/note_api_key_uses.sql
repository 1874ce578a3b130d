-- Notes when API keys $2 of event $1 were last used, in key order as others do.
UPDATE rollcall.api_key k
   SET last_use_time = greatest(k.last_use_time, used.time)
  FROM (SELECT u.id, u.time
          FROM unnest($2::uuid[], $3::timestamptz[]) AS u (id, time)
          JOIN rollcall.api_key locked ON locked.event_id = $1 AND locked.api_key_id = u.id
         ORDER BY u.id
           FOR NO KEY UPDATE OF locked) AS used
 WHERE k.event_id = $1
   AND k.api_key_id = used.id
