-- No row when no key is known under the id.
SELECT public_key FROM rollcall.ticket_key WHERE key_id = $1
