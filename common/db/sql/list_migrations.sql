-- What was applied, oldest first. In JSON a column that is not there yet is NULL.
SELECT version, name, checksum,
       coalesce((to_jsonb(m) ->> 'oldest_program')::integer, version) AS oldest_program
  FROM rollcall.schema_migration m
 ORDER BY version
