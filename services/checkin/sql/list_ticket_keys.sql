-- The public halves of all keys that tickets are signed with, the newest first.
SELECT key_id, public_key FROM rollcall.ticket_key ORDER BY key_id DESC
