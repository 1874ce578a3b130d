-- Returns no row when the id or the request_id is taken.
INSERT INTO rollcall.agenda_session
       (event_id, session_id, kind, title, description, start_time, end_time, room,
        access, allowed_modes, request_id, request_hash, reentry, opens_before_seconds,
        closes_after_seconds, requires_venue, admitting_devices)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
        $16, $17)
    ON CONFLICT DO NOTHING
RETURNING session_id
