-- What waits for somebody to look at it at event $1: conflicts by kind, and
-- connections of whom no person is known, with the kind PERSON. It looks at $2 rows
-- of both, at most. A kind of conflict of which there is nothing has no row.
SELECT c.kind, count(*) AS matter_count
  FROM (SELECT kind, holds, note
          FROM rollcall.conflict
         WHERE event_id = $1
         ORDER BY conflict_id
         LIMIT $2) AS c
 WHERE c.holds
   AND c.note IS NULL
 GROUP BY c.kind
UNION ALL
SELECT 'PERSON', count(*)
  FROM (SELECT registration_id, kind, first_time
          FROM rollcall.presence_connection
         WHERE event_id = $1
           AND unmatched_id IS NOT NULL
         ORDER BY unmatched_id
         LIMIT $2) AS c
 WHERE c.registration_id IS NULL
   AND c.kind = 'PERSON'
   AND c.first_time IS NOT NULL
