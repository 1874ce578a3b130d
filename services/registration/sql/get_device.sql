-- No row when event $1 has no device $2.
SELECT device_id, display_name, role, array_to_string(session_ids, ',') AS session_ids, gate,
       CASE WHEN revoke_time IS NOT NULL THEN 'REVOKED'
            WHEN token_hash IS NOT NULL THEN 'ENROLLED'
            ELSE 'PENDING' END AS state,
       code_expire_time, create_time, last_use_time
  FROM rollcall.device
 WHERE event_id = $1
   AND device_id = $2
