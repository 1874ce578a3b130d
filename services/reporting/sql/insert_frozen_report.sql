-- Keeps a report, unless the request $7 has kept one: no row then.
INSERT INTO rollcall.frozen_report
       (event_id, frozen_report_id, audience, as_of, data_version, content, request_id,
        request_hash)
VALUES ($1, $2::uuid, $3, $4, $5, $6, $7::uuid, $8)
    ON CONFLICT (event_id, request_id) DO NOTHING
RETURNING frozen_report_id
