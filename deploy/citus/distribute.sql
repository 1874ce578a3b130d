-- Distributes a migrated database over the nodes of a Citus cluster: every table by
-- event_id, so that all of an event is on one node, and those without it to every
-- node. What is distributed already stays as it is: run it after each migration.
--
--   psql -v ON_ERROR_STOP=1 -f distribute.sql "$URL_OF_THE_COORDINATOR"
DO $distribute$
DECLARE
  relation regclass;
  routine regprocedure;
BEGIN
  IF to_regclass('pg_dist_partition') IS NULL THEN
    RAISE EXCEPTION 'this database has no Citus: CREATE EXTENSION citus, and add the nodes'
      USING HINT = 'deploy/citus/README.md';
  END IF;
  IF to_regclass('rollcall.event') IS NULL THEN
    RAISE EXCEPTION 'this database has no tables of Rollcall: run rollcall-migrate first';
  END IF;

  IF NOT EXISTS (SELECT FROM pg_dist_partition
                  WHERE logicalrelid = 'rollcall.ticket_key'::regclass) THEN
    PERFORM create_reference_table('rollcall.ticket_key');
  END IF;

  -- A table comes after those that its foreign keys point to. What has no event_id
  -- but is not named above, rollcall.schema_migration, stays with the coordinator.
  FOR relation IN
    WITH RECURSIVE depth (oid, level) AS (
      SELECT c.oid, 0
        FROM pg_class c
       WHERE c.relnamespace = 'rollcall'::regnamespace
         AND c.relkind = 'r'
       UNION
      SELECT k.conrelid, d.level + 1
        FROM depth d
        JOIN pg_constraint k
          ON k.confrelid = d.oid
         AND k.contype = 'f'
         AND k.conrelid <> k.confrelid)
    SELECT d.oid::regclass
      FROM depth d
      JOIN pg_attribute a
        ON a.attrelid = d.oid
       AND a.attname = 'event_id'
     WHERE NOT EXISTS (SELECT FROM pg_dist_partition p WHERE p.logicalrelid = d.oid)
     GROUP BY d.oid
     ORDER BY max(d.level), d.oid::regclass::text COLLATE "C"
  LOOP
    IF relation = 'rollcall.event'::regclass THEN
      PERFORM create_distributed_table(relation, 'event_id', colocate_with => 'none');
    ELSE
      PERFORM create_distributed_table(relation, 'event_id',
                                       colocate_with => 'rollcall.event');
    END IF;
  END LOOP;

  FOR routine IN
    SELECT p.oid::regprocedure
      FROM pg_proc p
     WHERE p.pronamespace = 'rollcall'::regnamespace
       -- Those of extensions come with them.
       AND NOT EXISTS (SELECT FROM pg_depend d
                        WHERE d.classid = 'pg_proc'::regclass
                          AND d.objid = p.oid
                          AND d.deptype = 'e')
       AND NOT EXISTS (SELECT FROM pg_dist_object o
                        WHERE o.classid = 'pg_proc'::regclass
                          AND o.objid = p.oid)
     ORDER BY p.oid::regprocedure::text COLLATE "C"
  LOOP
    PERFORM create_distributed_function(routine);
  END LOOP;
END
$distribute$;
