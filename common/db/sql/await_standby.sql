-- Writes a little to the log, so that the commit waits for a synchronous standby. It does
-- not for a transaction id alone.
SELECT pg_catalog.pg_logical_emit_message(true, 'rollcall', '')
