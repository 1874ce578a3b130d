-- A null $9 keeps the token. Returns no row when the event has no such delegation.
UPDATE rollcall.delegation
   SET display_name = $3,
       country_code = $4,
       organization = $5,
       head_id = $6,
       in_person_quota = $7,
       online_quota = $8,
       token_hash = coalesce($9, token_hash),
       version = version + 1
 WHERE event_id = $1
   AND delegation_id = $2
RETURNING delegation_id
