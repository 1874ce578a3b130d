-- Makes the rest of the transaction plan each statement for its parameters.
SELECT pg_catalog.set_config('plan_cache_mode', 'force_custom_plan', true)
