-- Keeps out all who take or free places of the event, name its sectors or add
-- presence, which hold it FOR KEY SHARE. No row when there is no such event.
SELECT event_id FROM rollcall.event WHERE event_id = $1 FOR UPDATE
