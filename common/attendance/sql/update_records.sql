-- Changes the records at the places $2 of event $1, which the transaction has found under the
-- locks of their registrations.
UPDATE rollcall.attendance a
   SET country_code = row.country_code,
       sector_id = row.sector_id,
       delegation_id = row.delegation_id,
       mode = row.mode,
       state = row.state,
       bucket = row.bucket,
       online_seconds = row.online_seconds,
       in_person = row.in_person,
       online = row.online,
       inside_since = row.inside_since
  FROM unnest($2::tid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
              $8::text[], $9::bigint[], $10::tstzmultirange[], $11::tstzmultirange[],
              $12::timestamptz[])
       AS row (place, country_code, sector_id, delegation_id, mode, state, bucket,
               online_seconds, in_person, online, inside_since)
 WHERE a.event_id = $1
   AND a.ctid = row.place
