-- The device $2 of event $1 with its hashes; no row when there is none. One that was
-- revoked has no hashes.
SELECT role, array_to_string(session_ids, ',') AS session_ids, gate,
       coalesce(token_hash, '') AS token_hash, coalesce(previous_hash, '') AS previous_hash,
       previous_expire_time, NULL::timestamptz AS expire_time
  FROM rollcall.device
 WHERE event_id = $1 AND device_id = $2
