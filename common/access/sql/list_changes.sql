-- The hashes of the devices and keys that have changed within $1 seconds.
SELECT 'DEVICE' AS kind, event_id, device_id AS id, coalesce(token_hash, '') AS token_hash,
       coalesce(previous_hash, '') AS previous_hash, previous_expire_time
  FROM rollcall.device
 WHERE change_time > now() - $1 * interval '1 second'
UNION ALL
SELECT 'API_KEY', event_id, api_key_id, coalesce(key_hash, ''), '', NULL
  FROM rollcall.api_key
 WHERE change_time > now() - $1 * interval '1 second'
