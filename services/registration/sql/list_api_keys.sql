-- Up to $3 API keys of event $1 with ids after $2, by id; from the first when $2 is null.
SELECT api_key_id, display_name, role, expire_time, revoke_time IS NOT NULL AS revoked,
       create_time, last_use_time
  FROM rollcall.api_key
 WHERE event_id = $1
   AND ($2::uuid IS NULL OR api_key_id > $2::uuid)
 ORDER BY api_key_id
 LIMIT $3
