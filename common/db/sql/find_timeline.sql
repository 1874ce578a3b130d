-- Of a server that takes writes: which of the histories that promotions have begun it
-- writes. A promoted standby's is later than that of the primary it follows.
SELECT ('x' || left(pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_insert_lsn()), 8))
       ::bit(32)::bigint AS timeline
