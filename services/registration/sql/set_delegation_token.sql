-- Returns no row when the event has no such delegation.
UPDATE rollcall.delegation
   SET token_hash = $3,
       version = version + 1
 WHERE event_id = $1
   AND delegation_id = $2
RETURNING delegation_id
