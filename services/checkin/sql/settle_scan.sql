-- Settles all conflicts of one scan.
UPDATE rollcall.conflict
   SET holds = false
 WHERE event_id = $1
   AND device_id = $2
   AND scan_id = $3
   AND holds
RETURNING conflict_id
