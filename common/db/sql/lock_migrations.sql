-- Lets one migration at a time work on the database, until its transaction ends.
-- The key is the first eight bytes of SHA-256 of 'rollcall.schema_migration'.
SELECT pg_catalog.pg_advisory_xact_lock(-4150717165497871635)
