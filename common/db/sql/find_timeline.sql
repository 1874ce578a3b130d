-- Which of the histories that promotions have begun a primary writes: a promoted standby's
-- is later than that of the primary it followed. 0 for a standby.
SELECT CASE WHEN pg_catalog.pg_is_in_recovery() THEN 0
            ELSE ('x' || left(pg_catalog.pg_walfile_name(
                                pg_catalog.pg_current_wal_insert_lsn()), 8))
                 ::bit(32)::bigint END AS timeline
