-- By what the registrations $2 of event $1 are counted now, each with every record of
-- it, and the place of the record: a row without one for whoever was never counted.
-- With their positions from 1, and the event's time zone.
SELECT row.position, zone.time_zone,
       coalesce(r.country_code, '') AS country_code,
       coalesce(r.sector_id, '') AS sector_id,
       coalesce(r.delegation_id::text, '') AS delegation_id,
       r.mode, r.state,
       a.place::text AS place, a.session_id, a.country_code AS old_country_code,
       a.sector_id AS old_sector_id, a.delegation_id AS old_delegation_id,
       a.mode AS old_mode, a.state AS old_state, a.bucket, a.online_seconds, a.in_person,
       a.inside_since, a.online
  FROM unnest($2::uuid[]) WITH ORDINALITY AS row (registration_id, position)
 CROSS JOIN LATERAL
       (SELECT *
          FROM rollcall.registration r
         WHERE r.event_id = $1
           AND r.registration_id = row.registration_id
        OFFSET 0) AS r
  LEFT JOIN LATERAL
       -- The place, which nobody changes while the registration is locked.
       (SELECT a.*, a.ctid AS place
          FROM rollcall.attendance a
         WHERE a.event_id = $1
           AND a.registration_id = row.registration_id
        OFFSET 0) AS a
    ON true
 CROSS JOIN (SELECT e.time_zone
               FROM rollcall.event e
              WHERE e.event_id = $1
             OFFSET 0) AS zone
