-- No row when nobody registered with the normalized address.
SELECT registration_id FROM rollcall.person WHERE event_id = $1 AND email_key = $2
