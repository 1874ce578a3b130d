-- The API key $2 of event $1 with its hash, in the columns of find_device; no row when
-- there is none. One that was revoked has no hash.
SELECT role, '' AS session_ids, '' AS gate, coalesce(key_hash, '') AS token_hash,
       ''::bytea AS previous_hash, NULL::timestamptz AS previous_expire_time, expire_time
  FROM rollcall.api_key
 WHERE event_id = $1 AND api_key_id = $2
