-- The events whose rollups have moved in the last minute.
SELECT DISTINCT event_id
  FROM rollcall.rollup_version
 WHERE move_time > now() - interval '1 minute'
 ORDER BY event_id
