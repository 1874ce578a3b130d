-- Whether anything was ever migrated, and by a version that keeps oldest_program.
SELECT journal.oid IS NOT NULL AS found,
       EXISTS (SELECT
                 FROM pg_catalog.pg_attribute a
                WHERE a.attrelid = journal.oid AND a.attname = 'oldest_program')
       AS has_oldest_program
  FROM pg_catalog.to_regclass('rollcall.schema_migration') AS journal (oid)
