-- The server's clock, as the transaction sees it.
SELECT now() AS server_time
