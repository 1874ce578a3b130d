-- Removes the sectors that are not among $2.
DELETE FROM rollcall.sector
 WHERE event_id = $1
   AND sector_id <> ALL ($2::text[])
RETURNING sector_id
