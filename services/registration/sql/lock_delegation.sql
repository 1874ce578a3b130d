-- Guards the quota, its counts and the head. FOR UPDATE from the beginning, since a
-- new token needs it: writers that held less and asked for more would deadlock. No
-- row when the event has no such delegation.
SELECT delegation_id
  FROM rollcall.delegation
 WHERE event_id = $1
   AND delegation_id = $2
   FOR UPDATE
