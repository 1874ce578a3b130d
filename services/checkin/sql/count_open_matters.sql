-- What waits for somebody to look at it, at events that go on, or ended within a
-- week: conflicts by kind, and connections of whom no person is known, with the kind
-- PERSON. Of each event it looks at $1 rows of both, at most. A kind of which there
-- is nothing has no row.
SELECT matter.kind, sum(matter.matter_count)::bigint AS matter_count
  FROM rollcall.event e
 CROSS JOIN LATERAL (
        SELECT c.kind, count(*) AS matter_count
          FROM (SELECT kind, holds, note
                  FROM rollcall.conflict
                 WHERE event_id = e.event_id
                 ORDER BY conflict_id
                 LIMIT $1) AS c
         WHERE c.holds
           AND c.note IS NULL
         GROUP BY c.kind
        UNION ALL
        SELECT 'PERSON', count(*)
          FROM (SELECT registration_id, kind, first_time
                  FROM rollcall.presence_connection
                 WHERE event_id = e.event_id
                   AND unmatched_id IS NOT NULL
                 ORDER BY unmatched_id
                 LIMIT $1) AS c
         WHERE c.registration_id IS NULL
           AND c.kind = 'PERSON'
           AND c.first_time IS NOT NULL) AS matter
 WHERE e.start_time < now()
   AND e.end_time > now() - interval '7 days'
 GROUP BY matter.kind
