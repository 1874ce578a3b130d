-- Adds the decisions to the ledger, in key order. An array that is shorter than the
-- others stands for NULL or, where a column must have a value, for what most
-- decisions have. $28 is their batch in the audit. Returns no row for a scan that
-- another transaction has decided meanwhile.
INSERT INTO rollcall.decision
       (event_id, device_id, scan_id, session_id, registration_id, unknown_credential,
        gate, direction, outcome, reasons, anomaly, forced, force_requested,
        force_reason, attempt_of, first_scan_time, first_device_id, first_gate,
        opens_time, closes_time, place_count, offline, quarantined, clock_offset,
        scan_time, receive_time, content_hash, audit_id)
SELECT $1, row.device_id, row.scan_id, row.session_id, row.registration_id,
       row.unknown_credential, row.gate, row.direction, row.outcome,
       coalesce(string_to_array(row.reasons, ','), '{}'),
       coalesce(row.anomaly, 'UNSPECIFIED'), row.forced IS TRUE,
       row.force_requested IS TRUE, coalesce(row.force_reason, ''), row.attempt_of,
       row.first_scan_time, row.first_device_id, row.first_gate, row.opens_time,
       row.closes_time, row.place_count, row.offline IS TRUE, row.quarantined IS TRUE,
       row.clock_offset, row.scan_time, row.receive_time, row.content_hash,
       $28::uuid
  FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::uuid[], $6::text[], $7::text[],
              $8::text[], $9::text[], $10::text[], $11::text[], $12::boolean[],
              $13::boolean[], $14::text[], $15::uuid[], $16::timestamptz[], $17::uuid[],
              $18::text[], $19::timestamptz[], $20::timestamptz[], $21::integer[],
              $22::boolean[], $23::boolean[], $24::interval[], $25::timestamptz[],
              $26::timestamptz[], $27::bytea[])
       AS row (device_id, scan_id, session_id, registration_id, unknown_credential, gate,
               direction, outcome, reasons, anomaly, forced, force_requested,
               force_reason, attempt_of, first_scan_time, first_device_id, first_gate,
               opens_time, closes_time, place_count, offline, quarantined, clock_offset,
               scan_time, receive_time, content_hash)
 ORDER BY row.device_id, row.scan_id
    ON CONFLICT (event_id, device_id, scan_id) DO NOTHING
RETURNING scan_id
