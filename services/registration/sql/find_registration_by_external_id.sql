-- No row when nobody registered with the external id.
SELECT registration_id FROM rollcall.person WHERE event_id = $1 AND external_id = $2
