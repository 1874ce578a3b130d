-- How often the rollups of event $1 were moved.
SELECT coalesce(sum(version), 0)::bigint AS data_version
  FROM rollcall.rollup_version
 WHERE event_id = $1
