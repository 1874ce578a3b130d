-- No row when no head of event $1 has the token with the hash $2.
SELECT delegation_id FROM rollcall.delegation WHERE event_id = $1 AND token_hash = $2
