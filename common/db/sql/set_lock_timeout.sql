-- Lets no statement wait longer for a lock, until the transaction ends.
SELECT pg_catalog.set_config('lock_timeout', $1, true)
