-- Whether anything was ever migrated.
SELECT pg_catalog.to_regclass('rollcall.schema_migration') IS NOT NULL AS found
