-- The device of event $1 with the code that has the hash $2. No row when there is none.
SELECT device_id FROM rollcall.device WHERE event_id = $1 AND code_hash = $2
