-- Adds records of people in sessions that there are none of.
INSERT INTO rollcall.attendance
       (event_id, registration_id, session_id, country_code, sector_id, delegation_id, mode,
        state, bucket, online_seconds, in_person, online, inside_since)
SELECT $1, row.*
  FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
              $8::text[], $9::text[], $10::bigint[], $11::tstzmultirange[],
              $12::tstzmultirange[], $13::timestamptz[])
       AS row (registration_id, session_id, country_code, sector_id, delegation_id, mode,
               state, bucket, online_seconds, in_person, online, inside_since)
