-- Moves the count of the mode $3 by $4. Returns no row when the quota has no room
-- for them, or when the event has no such delegation. One that waits for a
-- concurrent call judges by what that one left.
UPDATE rollcall.delegation
   SET in_person_count = in_person_count + CASE WHEN $3 = 'IN_PERSON' THEN $4::int ELSE 0 END,
       online_count = online_count + CASE WHEN $3 = 'ONLINE' THEN $4::int ELSE 0 END,
       version = version + 1
 WHERE event_id = $1
   AND delegation_id = $2
   AND CASE $3 WHEN 'IN_PERSON' THEN in_person_quota IS NULL
                                  OR in_person_count + $4::int <= in_person_quota
               WHEN 'ONLINE' THEN online_quota IS NULL
                               OR online_count + $4::int <= online_quota
       END
RETURNING delegation_id
