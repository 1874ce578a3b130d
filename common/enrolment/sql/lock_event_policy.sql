-- The event's rules for registrations, which stay as they are until the
-- transaction ends. No row when there is no such event.
SELECT approval_policy, offer_seconds, ignore_plus_alias
  FROM rollcall.event
 WHERE event_id = $1
   FOR KEY SHARE
