-- Returns no row when the id is taken.
INSERT INTO rollcall.event
       (event_id, title, theme, edition, host_fair, venue, city, country_code,
        time_zone, start_time, end_time, online_threshold_seconds, approval_policy,
        offer_seconds, ignore_plus_alias, retention_time, request_id, request_hash,
        attendance_measure, partial_threshold_seconds, present_percent, partial_percent)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
        $19, $20, $21, $22)
    ON CONFLICT (event_id) DO NOTHING
RETURNING event_id
