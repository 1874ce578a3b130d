-- Has repairs of event $1 one after the other: of two on snapshots of the same
-- rollups PostgreSQL has the second begin anew.
INSERT INTO rollcall.rollup_repair AS r (event_id, repair_count)
VALUES ($1, 1)
    ON CONFLICT (event_id) DO UPDATE
   SET repair_count = r.repair_count + 1,
       repair_time = now()
