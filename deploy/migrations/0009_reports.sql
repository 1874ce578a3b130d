-- Reports that are kept, lists of people and of what doors did, and the roles that
-- the reporting service acts in: it sees personal data in one view alone.

-- Append-only.
CREATE TABLE rollcall.frozen_report (
  event_id         text COLLATE "C" NOT NULL REFERENCES rollcall.event,
  frozen_report_id uuid NOT NULL,
  audience         text COLLATE "C" NOT NULL CHECK (audience IN ('INTERNAL', 'PUBLIC')),
  as_of            timestamptz NOT NULL,
  data_version     bigint NOT NULL,
  -- A serialized rollcall.reporting.v1.Report.
  content          bytea NOT NULL,
  request_id       uuid NOT NULL,
  request_hash     bytea NOT NULL,
  create_time      timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (event_id, frozen_report_id),
  UNIQUE (event_id, request_id)
);

-- How often the rollups of an event were repaired. Whoever repairs them changes the
-- row first, so that of two who have found the same difference one begins anew.
CREATE TABLE rollcall.rollup_repair (
  event_id     text COLLATE "C" NOT NULL REFERENCES rollcall.event,
  repair_count bigint NOT NULL,
  repair_time  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (event_id)
);

-- When it was moved last: rollups of events that move are folded; see
-- common/attendance/fold_store.h.
ALTER TABLE rollcall.rollup_version
  ADD move_time timestamptz NOT NULL DEFAULT now();

-- The rows of all writer slots: whoever reads them sums them up. Since rows are folded,
-- there are few more of them than sums, and the program sums in any case.
CREATE VIEW rollcall.report_cell_part AS
  SELECT event_id, session_id, day, country_code, sector_id, delegation_id, mode, state, bucket,
         person_count, online_seconds
    FROM rollcall.attendance_rollup;

CREATE VIEW rollcall.report_minute_part AS
  SELECT event_id, session_id, series, minute, arrival_count, start_count, end_count, open_count
    FROM rollcall.presence_rollup;

-- People with what is counted of them: the one view of reports with personal data.
CREATE VIEW rollcall.report_attendee AS
  SELECT a.event_id, a.session_id, a.registration_id,
         coalesce(p.display_name, '') AS display_name,
         coalesce(p.email, '') AS email,
         coalesce(p.external_id, '') AS external_id,
         coalesce(p.organization, '') AS organization,
         coalesce(p.job_title, '') AS job_title,
         a.country_code, a.sector_id, a.delegation_id, a.mode, a.state, a.bucket,
         a.online_seconds,
         (SELECT coalesce(sum(floor(extract(epoch FROM upper(stay) - lower(stay)))), 0)
            FROM unnest(a.in_person) AS stay)::bigint AS in_person_seconds,
         least(lower(a.in_person), a.inside_since, lower(a.online)) AS first_time,
         CASE WHEN a.inside_since IS NULL
              THEN greatest(upper(a.in_person), upper(a.online)) END AS last_time
    FROM rollcall.attendance a
    LEFT JOIN rollcall.person p USING (event_id, registration_id);

-- What doors did, without what people wrote, which may be about somebody.
CREATE VIEW rollcall.report_decision AS
  SELECT event_id, device_id, scan_id, session_id, registration_id, gate, direction, outcome,
         reasons, anomaly, forced, force_requested, attempt_of, first_scan_time,
         first_device_id, first_gate, scan_time, receive_time, offline, quarantined
    FROM rollcall.decision;

CREATE VIEW rollcall.report_annulment AS
  SELECT event_id, device_id, scan_id, annulling_device_id, forced, annul_time
    FROM rollcall.annulment;

CREATE VIEW rollcall.report_conflict AS
  SELECT event_id, conflict_id, kind, session_id, registration_id, device_id, scan_id,
         scan_time, canonical_device_id, canonical_scan_id, canonical_scan_time, holds,
         resolve_time
    FROM rollcall.conflict;

-- How far the data of this server is behind: NULL unless it is a standby. A standby
-- that has replayed all that it has received from a primary that it is connected to
-- is not behind.
CREATE VIEW rollcall.report_staleness AS
  SELECT CASE WHEN NOT pg_is_in_recovery() THEN NULL
              WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn()
               AND EXISTS (SELECT FROM pg_stat_wal_receiver) THEN interval '0'
              ELSE greatest(statement_timestamp()
                            - coalesce(pg_last_xact_replay_timestamp(),
                                       pg_postmaster_start_time()),
                            interval '0') END AS staleness;

-- Roles belong to the server and may be there from another database of it. A login
-- of the reporting service is a member of them; so is whoever migrates.
DO $roles$
DECLARE
  wanted text;
BEGIN
  FOREACH wanted IN ARRAY ARRAY['rollcall_reporting', 'rollcall_reporting_writer'] LOOP
    BEGIN
      EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
    EXCEPTION WHEN duplicate_object OR unique_violation THEN
      NULL;
    END;
    IF NOT pg_has_role(CURRENT_USER, wanted, 'MEMBER') THEN
      EXECUTE format('GRANT %I TO CURRENT_USER', wanted);
    END IF;
  END LOOP;
END
$roles$;

-- What both read: nothing of it says who anybody is.
GRANT USAGE ON SCHEMA rollcall TO rollcall_reporting, rollcall_reporting_writer;
GRANT SELECT ON rollcall.schema_migration, rollcall.registration, rollcall.attendance,
                rollcall.presence_interval, rollcall.agenda_session, rollcall.session_measure,
                rollcall.report_cell, rollcall.report_minute, rollcall.report_session_pair,
                rollcall.frozen_report
   TO rollcall_reporting, rollcall_reporting_writer;
GRANT SELECT (event_id, time_zone) ON rollcall.event
   TO rollcall_reporting, rollcall_reporting_writer;

GRANT SELECT ON rollcall.report_cell_part, rollcall.report_minute_part, rollcall.report_event,
                rollcall.report_sector, rollcall.report_session, rollcall.report_delegation,
                rollcall.report_version, rollcall.report_connection, rollcall.report_attendee,
                rollcall.report_decision, rollcall.report_annulment,
                rollcall.report_conflict, rollcall.report_staleness
   TO rollcall_reporting;

GRANT INSERT ON rollcall.frozen_report TO rollcall_reporting_writer;
GRANT SELECT, INSERT, UPDATE ON rollcall.rollup_repair, rollcall.attendance_rollup,
                rollcall.presence_rollup, rollcall.session_pair_rollup, rollcall.rollup_version
   TO rollcall_reporting_writer;
GRANT INSERT, UPDATE, DELETE ON rollcall.attendance TO rollcall_reporting_writer;
-- For the lock of a registration; nothing of it is changed.
GRANT UPDATE (registration_id) ON rollcall.registration TO rollcall_reporting_writer;
