-- Makes the rest of the transaction plan what is not prepared for its parameters, which
-- may read tables whole.
-- The checks of foreign keys keep their plans: to make one for each row takes
-- several times as long as the check.
SELECT pg_catalog.set_config('plan_cache_mode', 'auto', true),
       pg_catalog.set_config('enable_seqscan', 'on', true)
