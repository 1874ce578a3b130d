-- No row when event $1 has no API key $2.
SELECT api_key_id, display_name, role, expire_time, revoke_time IS NOT NULL AS revoked,
       create_time, last_use_time
  FROM rollcall.api_key
 WHERE event_id = $1
   AND api_key_id = $2
