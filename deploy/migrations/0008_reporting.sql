-- What reports read beyond people by cell: days, coming and going, who attended
-- which sessions, and a version. All of it is derived from attendance, whose rows
-- keep what it takes to take a person out again.

ALTER TABLE rollcall.attendance
  -- When the person was in the room and when the person watched; see
  -- common/attendance/record.h.
  ADD in_person    tstzmultirange NOT NULL DEFAULT '{}',
  ADD inside_since timestamptz,
  ADD online       tstzmultirange NOT NULL DEFAULT '{}';
WITH span AS (
  SELECT i.event_id, i.registration_id, i.session_id,
         CASE i.mode WHEN 'IN_PERSON'
              THEN tstzrange(i.start_time,
                             greatest(coalesce(i.end_time, i.start_time),
                                      i.start_time + interval '1 microsecond'))
         END AS in_person,
         CASE WHEN i.mode = 'IN_PERSON' AND i.end_time IS NULL THEN i.start_time
         END AS inside_since,
         CASE i.mode WHEN 'ONLINE'
              THEN tstzrange(i.start_time, i.end_time) * tstzrange(s.start_time, s.end_time)
         END AS online
    FROM rollcall.presence_interval i
    JOIN rollcall.agenda_session s USING (event_id, session_id)
   WHERE (i.mode = 'IN_PERSON' OR i.end_time IS NOT NULL)
     AND i.anomaly = 'UNSPECIFIED'
), united AS (
  SELECT event_id, registration_id, scope.session_id,
         coalesce(range_agg(in_person) FILTER (WHERE in_person IS NOT NULL), '{}') AS in_person,
         min(inside_since) AS inside_since,
         coalesce(range_agg(online) FILTER (WHERE online IS NOT NULL), '{}') AS online
    FROM span
   CROSS JOIN LATERAL (SELECT span.session_id UNION SELECT 'venue') AS scope
   GROUP BY 1, 2, 3
)
UPDATE rollcall.attendance a
   SET in_person = u.in_person,
       inside_since = u.inside_since,
       online = u.online
  FROM united u
 WHERE a.event_id = u.event_id
   AND a.registration_id = u.registration_id
   AND a.session_id = u.session_id;

-- Days are summed, not kept for each person: they follow from attendance.online.
ALTER TABLE rollcall.attendance_rollup
  -- In the event's time zone; -infinity is all days together.
  ADD day date NOT NULL DEFAULT '-infinity',
  DROP CONSTRAINT attendance_rollup_pkey,
  ADD PRIMARY KEY (event_id, session_id, day, country_code, sector_id, delegation_id, mode,
                   state, bucket, slot),
  SET (fillfactor = 70);
INSERT INTO rollcall.attendance_rollup
       (event_id, session_id, day, country_code, sector_id, delegation_id, mode, state, bucket,
        slot, person_count, online_seconds, version)
SELECT a.event_id, a.session_id, of_day.day, a.country_code, a.sector_id, a.delegation_id,
       a.mode, a.state,
       CASE WHEN of_day.in_room AND of_day.watched AND a.bucket IN ('ONLINE_ONLY', 'BOTH')
            THEN 'BOTH'
            WHEN of_day.in_room THEN 'IN_PERSON_ONLY'
            WHEN a.bucket IN ('ONLINE_ONLY', 'BOTH') THEN 'ONLINE_ONLY'
            WHEN a.bucket = 'PARTIAL' THEN 'PARTIAL'
            ELSE 'NONE' END,
       0, count(*), sum(of_day.online_seconds), 1
  FROM rollcall.attendance a
  JOIN rollcall.event e USING (event_id)
 CROSS JOIN LATERAL
       (SELECT day, bool_or(in_room) AS in_room, bool_or(watched) AS watched,
               sum(seconds) AS online_seconds
          FROM (SELECT d.day, false AS in_room, true AS watched, d.online_seconds AS seconds
                  FROM rollcall.attendance_day d
                 WHERE d.event_id = a.event_id
                   AND d.registration_id = a.registration_id
                   AND d.session_id = a.session_id
                UNION ALL
                SELECT date::date, true, false, 0
                  FROM unnest(a.in_person) AS stay
                 CROSS JOIN LATERAL generate_series(
                         (lower(stay) AT TIME ZONE e.time_zone)::date::timestamp,
                         ((upper(stay) - interval '1 microsecond')
                          AT TIME ZONE e.time_zone)::date::timestamp,
                         interval '1 day') AS date) AS part
         GROUP BY day) AS of_day
 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9;
DROP TABLE rollcall.attendance_day;

-- Derived: who comes and goes in a minute; see common/attendance/rollup.h. Summed
-- over writer slots on read.
CREATE TABLE rollcall.presence_rollup (
  event_id      text COLLATE "C" NOT NULL,
  session_id    text COLLATE "C" NOT NULL,
  -- ANY is the union of the others, person by person.
  series        text COLLATE "C" NOT NULL CHECK (series IN ('ANY', 'IN_PERSON', 'ONLINE')),
  minute        timestamptz NOT NULL,
  slot          smallint NOT NULL,
  arrival_count bigint NOT NULL,
  start_count   bigint NOT NULL,
  end_count     bigint NOT NULL,
  open_count    bigint NOT NULL,
  PRIMARY KEY (event_id, session_id, series, minute, slot)
) WITH (fillfactor = 70);
INSERT INTO rollcall.presence_rollup
WITH stay AS (
  SELECT a.event_id, a.session_id, s.series, lower(stay.span) AS start_time,
         upper(stay.span) AS end_time,
         row_number() OVER (PARTITION BY a.event_id, a.registration_id, a.session_id, s.series
                            ORDER BY stay.span) = 1 AS is_first
    FROM rollcall.attendance a
   CROSS JOIN LATERAL
         (SELECT a.in_person + CASE WHEN a.inside_since IS NULL THEN '{}'::tstzmultirange
                                    ELSE tstzmultirange(tstzrange(a.inside_since, NULL))
                               END AS in_person) AS room
   CROSS JOIN LATERAL
         (VALUES ('ANY', room.in_person + a.online), ('IN_PERSON', room.in_person),
                 ('ONLINE', a.online)) AS s (series, spans)
   CROSS JOIN LATERAL unnest(s.spans) AS stay (span)
), change AS (
  SELECT event_id, session_id, series, date_trunc('minute', start_time, 'UTC') AS minute,
         is_first::integer AS arrival, (end_time IS NOT NULL)::integer AS started, 0 AS ended,
         (end_time IS NULL)::integer AS lasting
    FROM stay
  UNION ALL
  SELECT event_id, session_id, series, date_trunc('minute', end_time, 'UTC'), 0, 0, 1, 0
    FROM stay
   WHERE end_time IS NOT NULL
  UNION ALL
  SELECT i.event_id, scope.session_id, scope.series, date_trunc('minute', i.start_time, 'UTC'),
         0, 0, 0, 1
    FROM rollcall.presence_interval i
   CROSS JOIN LATERAL
         (SELECT place.session_id, s.series
            FROM (SELECT i.session_id UNION SELECT 'venue') AS place
           CROSS JOIN (VALUES ('ANY'), ('ONLINE')) AS s (series)) AS scope
   WHERE i.mode = 'ONLINE'
     AND i.end_time IS NULL
     AND i.anomaly = 'UNSPECIFIED'
)
SELECT event_id, session_id, series, minute, 0, sum(arrival), sum(started), sum(ended),
       sum(lasting)
  FROM change
 GROUP BY event_id, session_id, series, minute;

-- Derived: how many people attended two sessions, other than the venue, the lower id
-- first. Summed over writer slots on read.
CREATE TABLE rollcall.session_pair_rollup (
  event_id          text COLLATE "C" NOT NULL,
  session_id        text COLLATE "C" NOT NULL,
  second_session_id text COLLATE "C" NOT NULL CHECK (session_id < second_session_id),
  slot              smallint NOT NULL,
  person_count      bigint NOT NULL,
  PRIMARY KEY (event_id, session_id, second_session_id, slot)
) WITH (fillfactor = 70);
INSERT INTO rollcall.session_pair_rollup
SELECT a.event_id, a.session_id, b.session_id, 0, count(*)
  FROM rollcall.attendance a
  JOIN rollcall.attendance b USING (event_id, registration_id)
 WHERE a.session_id < b.session_id
   AND 'venue' NOT IN (a.session_id, b.session_id)
   AND a.bucket NOT IN ('NONE', 'PARTIAL')
   AND b.bucket NOT IN ('NONE', 'PARTIAL')
 GROUP BY a.event_id, a.session_id, b.session_id;

-- How often the transactions of a writer slot have moved rollups. Their sum is the
-- version of an event's data.
CREATE TABLE rollcall.rollup_version (
  event_id text COLLATE "C" NOT NULL,
  slot     smallint NOT NULL,
  version  bigint NOT NULL,
  PRIMARY KEY (event_id, slot)
) WITH (fillfactor = 50);
INSERT INTO rollcall.rollup_version
SELECT event_id, 0, sum(version) FROM rollcall.attendance_rollup GROUP BY event_id;

DROP VIEW rollcall.report_cell, rollcall.report_version;
ALTER TABLE rollcall.attendance_rollup DROP version;

CREATE VIEW rollcall.report_cell AS
  SELECT event_id, session_id, day, country_code, sector_id, delegation_id, mode, state, bucket,
         sum(person_count)::bigint AS person_count,
         sum(online_seconds)::bigint AS online_seconds
    FROM rollcall.attendance_rollup
   GROUP BY event_id, session_id, day, country_code, sector_id, delegation_id, mode, state,
            bucket;

CREATE VIEW rollcall.report_minute AS
  SELECT event_id, session_id, series, minute,
         sum(arrival_count)::bigint AS arrival_count,
         sum(start_count)::bigint AS start_count,
         sum(end_count)::bigint AS end_count,
         sum(open_count)::bigint AS open_count
    FROM rollcall.presence_rollup
   GROUP BY event_id, session_id, series, minute;

CREATE VIEW rollcall.report_session_pair AS
  SELECT event_id, session_id, second_session_id, sum(person_count)::bigint AS person_count
    FROM rollcall.session_pair_rollup
   GROUP BY event_id, session_id, second_session_id;

CREATE VIEW rollcall.report_version AS
  SELECT event_id, sum(version)::bigint AS data_version
    FROM rollcall.rollup_version
   GROUP BY event_id;
