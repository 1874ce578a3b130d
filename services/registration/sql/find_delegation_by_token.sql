-- Delegation $2 of event $1, if its token has the hash $3. No row when it has not.
SELECT delegation_id
  FROM rollcall.delegation
 WHERE event_id = $1
   AND delegation_id = $2
   AND token_hash = $3
