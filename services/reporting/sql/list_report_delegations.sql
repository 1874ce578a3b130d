-- The delegations of the event, by id.
SELECT delegation_id, display_name
  FROM rollcall.report_delegation
 WHERE event_id = $1
 ORDER BY delegation_id
