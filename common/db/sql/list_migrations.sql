-- What was applied, oldest first.
SELECT version, name, checksum FROM rollcall.schema_migration ORDER BY version
