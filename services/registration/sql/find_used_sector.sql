-- The first sector that is not among $2 and that a registration names. No row when
-- there is none. Runs after the event is locked FOR UPDATE, so that no registration
-- comes to name one.
SELECT s.sector_id
  FROM rollcall.sector s
 WHERE s.event_id = $1
   AND s.sector_id <> ALL ($2::text[])
   AND EXISTS (SELECT FROM rollcall.registration r
                WHERE r.event_id = $1 AND r.sector_id = s.sector_id)
 ORDER BY s.position
 LIMIT 1
