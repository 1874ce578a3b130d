-- Up to $3 devices of event $1 with ids after $2, by id; from the first when $2 is null.
SELECT device_id, display_name, role, array_to_string(session_ids, ',') AS session_ids, gate,
       CASE WHEN revoke_time IS NOT NULL THEN 'REVOKED'
            WHEN token_hash IS NOT NULL THEN 'ENROLLED'
            ELSE 'PENDING' END AS state,
       code_expire_time, create_time, last_use_time
  FROM rollcall.device
 WHERE event_id = $1
   AND ($2::uuid IS NULL OR device_id > $2::uuid)
 ORDER BY device_id
 LIMIT $3
