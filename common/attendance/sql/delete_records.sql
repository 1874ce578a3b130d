-- Removes the records at the places $2 of event $1, which the transaction has found under the
-- locks of their registrations.
DELETE FROM rollcall.attendance WHERE event_id = $1 AND ctid = ANY ($2::tid[])
