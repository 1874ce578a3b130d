-- Events, registrations, facts of attendance, and what is derived from them.
-- event_id leads every primary and unique key, so that all tables can be
-- distributed by it. Text that is compared or ordered by the program has the
-- collation "C": the same order on every machine, and the cheapest.

CREATE TABLE rollcall.event (
  event_id                 text COLLATE "C" NOT NULL,
  title                    text NOT NULL,
  theme                    text NOT NULL,
  edition                  text NOT NULL,
  host_fair                text NOT NULL,
  venue                    text NOT NULL,
  city                     text NOT NULL,
  country_code             text COLLATE "C" NOT NULL,
  time_zone                text NOT NULL,
  start_time               timestamptz NOT NULL,
  end_time                 timestamptz NOT NULL,
  online_threshold_seconds integer NOT NULL CHECK (online_threshold_seconds > 0),
  request_id               uuid NOT NULL,
  request_hash             bytea NOT NULL,
  create_time              timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (event_id),
  CHECK (start_time < end_time)
);

-- The event's own list of kinds of institution.
CREATE TABLE rollcall.sector (
  event_id     text COLLATE "C" NOT NULL REFERENCES rollcall.event,
  sector_id    text COLLATE "C" NOT NULL CHECK (sector_id <> ''),
  position     integer NOT NULL,
  display_name text NOT NULL,
  PRIMARY KEY (event_id, sector_id)
);

CREATE TABLE rollcall.partner (
  event_id     text COLLATE "C" NOT NULL REFERENCES rollcall.event,
  position     integer NOT NULL,
  role         text COLLATE "C" NOT NULL,
  display_name text NOT NULL,
  PRIMARY KEY (event_id, position)
);

-- Named agenda_session because session is what a connection has.
CREATE TABLE rollcall.agenda_session (
  event_id     text COLLATE "C" NOT NULL REFERENCES rollcall.event,
  session_id   text COLLATE "C" NOT NULL,
  kind         text COLLATE "C" NOT NULL,
  title        text NOT NULL,
  description  text NOT NULL,
  start_time   timestamptz NOT NULL,
  end_time     timestamptz NOT NULL,
  room         text NOT NULL,
  request_id   uuid NOT NULL,
  request_hash bytea NOT NULL,
  create_time  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (event_id, session_id),
  UNIQUE (event_id, request_id),
  CHECK (start_time < end_time),
  CHECK ((session_id = 'venue') = (kind = 'VENUE'))
);

CREATE TABLE rollcall.speaker (
  event_id     text COLLATE "C" NOT NULL,
  session_id   text COLLATE "C" NOT NULL,
  position     integer NOT NULL,
  role         text COLLATE "C" NOT NULL,
  honorific    text NOT NULL,
  full_name    text NOT NULL,
  job_title    text NOT NULL,
  affiliation  text NOT NULL,
  country_code text COLLATE "C" NOT NULL,
  PRIMARY KEY (event_id, session_id, position),
  FOREIGN KEY (event_id, session_id) REFERENCES rollcall.agenda_session
);

CREATE TABLE rollcall.launch (
  event_id   text COLLATE "C" NOT NULL,
  session_id text COLLATE "C" NOT NULL,
  position   integer NOT NULL,
  title      text NOT NULL,
  PRIMARY KEY (event_id, session_id, position),
  FOREIGN KEY (event_id, session_id) REFERENCES rollcall.agenda_session
);

-- What is counted of a person. NULL country or sector means unknown.
CREATE TABLE rollcall.registration (
  event_id        text COLLATE "C" NOT NULL REFERENCES rollcall.event,
  registration_id uuid NOT NULL,
  state           text COLLATE "C" NOT NULL CHECK (state IN
    ('PENDING', 'CONFIRMED', 'WAITLISTED', 'REJECTED', 'CANCELLED', 'WITHDRAWN')),
  mode            text COLLATE "C" NOT NULL CHECK (mode IN ('IN_PERSON', 'ONLINE')),
  country_code    text COLLATE "C" CHECK (country_code ~ '^[A-Z]{2}$'),
  sector_id       text COLLATE "C",
  request_id      uuid NOT NULL,
  request_hash    bytea NOT NULL,
  create_time     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (event_id, registration_id),
  UNIQUE (event_id, request_id),
  FOREIGN KEY (event_id, sector_id) REFERENCES rollcall.sector
);

-- Who a registration is for. All personal data of registrations is here.
CREATE TABLE rollcall.person (
  event_id        text COLLATE "C" NOT NULL,
  registration_id uuid NOT NULL,
  display_name    text NOT NULL,
  email           text NOT NULL,
  -- Normalized: see common/api/email.h.
  email_key       text COLLATE "C" NOT NULL,
  external_id     text COLLATE "C",
  organization    text NOT NULL,
  job_title       text NOT NULL,
  PRIMARY KEY (event_id, registration_id),
  CONSTRAINT person_email UNIQUE (event_id, email_key),
  CONSTRAINT person_external_id UNIQUE (event_id, external_id),
  FOREIGN KEY (event_id, registration_id) REFERENCES rollcall.registration
);

CREATE TABLE rollcall.ticket (
  event_id        text COLLATE "C" NOT NULL,
  secret          text COLLATE "C" NOT NULL,
  code            text COLLATE "C" NOT NULL,
  registration_id uuid NOT NULL,
  revoked         boolean NOT NULL DEFAULT false,
  create_time     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (event_id, secret),
  UNIQUE (event_id, code),
  FOREIGN KEY (event_id, registration_id) REFERENCES rollcall.registration
);
CREATE INDEX ticket_registration ON rollcall.ticket (event_id, registration_id);

-- Facts: what each door answered. Append-only. No foreign key: an unknown
-- credential has no registration, and a fact outlives what it is about.
CREATE TABLE rollcall.decision (
  event_id            text COLLATE "C" NOT NULL,
  device_id           uuid NOT NULL,
  scan_id             uuid NOT NULL,
  session_id          text COLLATE "C" NOT NULL,
  registration_id     uuid,
  -- The credential of a scan that nobody is known for, shortened.
  unknown_credential  text,
  gate                text NOT NULL,
  direction           text COLLATE "C" NOT NULL CHECK (direction IN ('ENTRY', 'EXIT')),
  outcome             text COLLATE "C" NOT NULL CHECK (outcome IN ('ADMITTED', 'REFUSED', 'EXITED')),
  reasons             text[] NOT NULL,
  anomaly             text COLLATE "C" NOT NULL,
  forced              boolean NOT NULL,
  force_requested     boolean NOT NULL,
  force_reason        text NOT NULL,
  attempt_of          uuid,
  first_scan_time     timestamptz,
  first_device_id     uuid,
  first_gate          text,
  scan_time           timestamptz NOT NULL,
  receive_time        timestamptz NOT NULL DEFAULT now(),
  content_hash        bytea NOT NULL,
  PRIMARY KEY (event_id, device_id, scan_id),
  CHECK ((outcome = 'REFUSED') <= (cardinality(reasons) > 0)),
  CHECK (forced <= force_requested)
);
CREATE INDEX decision_person ON rollcall.decision (event_id, registration_id, session_id)
  WHERE outcome <> 'REFUSED';

-- The unit of online presence: one device of one person in one instance.
CREATE TABLE rollcall.presence_connection (
  event_id        text COLLATE "C" NOT NULL,
  session_id      text COLLATE "C" NOT NULL,
  source          text COLLATE "C" NOT NULL,
  instance_id     text COLLATE "C" NOT NULL,
  connection_id   text COLLATE "C" NOT NULL,
  registration_id uuid,
  PRIMARY KEY (event_id, session_id, source, instance_id, connection_id)
);

-- Who an unmatched connection said it was. Personal data.
CREATE TABLE rollcall.presence_participant (
  event_id      text COLLATE "C" NOT NULL,
  session_id    text COLLATE "C" NOT NULL,
  source        text COLLATE "C" NOT NULL,
  instance_id   text COLLATE "C" NOT NULL,
  connection_id text COLLATE "C" NOT NULL,
  email         text NOT NULL,
  external_id   text NOT NULL,
  PRIMARY KEY (event_id, session_id, source, instance_id, connection_id)
);

-- Facts: what each platform saw. Append-only.
CREATE TABLE rollcall.presence_event (
  event_id        text COLLATE "C" NOT NULL,
  source          text COLLATE "C" NOT NULL,
  source_event_id text COLLATE "C" NOT NULL,
  session_id      text COLLATE "C" NOT NULL,
  instance_id     text COLLATE "C" NOT NULL,
  connection_id   text COLLATE "C" NOT NULL,
  kind            text COLLATE "C" NOT NULL CHECK (kind IN ('JOIN', 'LEAVE')),
  event_time      timestamptz NOT NULL,
  receive_time    timestamptz NOT NULL DEFAULT now(),
  content_hash    bytea NOT NULL,
  PRIMARY KEY (event_id, source, source_event_id)
);
CREATE INDEX presence_event_connection ON rollcall.presence_event
  (event_id, session_id, source, instance_id, connection_id);

-- Derived: the folds of decisions (source '') and of connections.
CREATE TABLE rollcall.presence_interval (
  event_id        text COLLATE "C" NOT NULL,
  registration_id uuid NOT NULL,
  session_id      text COLLATE "C" NOT NULL,
  mode            text COLLATE "C" NOT NULL CHECK (mode IN ('IN_PERSON', 'ONLINE')),
  source          text COLLATE "C" NOT NULL,
  instance_id     text COLLATE "C" NOT NULL,
  connection_id   text COLLATE "C" NOT NULL,
  ordinal         integer NOT NULL,
  start_time      timestamptz NOT NULL,
  -- NULL while open.
  end_time        timestamptz,
  PRIMARY KEY (event_id, registration_id, session_id, mode, source, instance_id,
               connection_id, ordinal),
  CHECK (start_time <= end_time)
);

-- Derived: where each person was counted, so that the count can be taken back.
-- Everybody has a row for the session venue, which is the event as a whole.
CREATE TABLE rollcall.attendance (
  event_id        text COLLATE "C" NOT NULL,
  registration_id uuid NOT NULL,
  session_id      text COLLATE "C" NOT NULL,
  country_code    text COLLATE "C" NOT NULL,
  sector_id       text COLLATE "C" NOT NULL,
  mode            text COLLATE "C" NOT NULL,
  state           text COLLATE "C" NOT NULL,
  bucket          text COLLATE "C" NOT NULL CHECK (bucket IN
    ('NONE', 'IN_PERSON_ONLY', 'ONLINE_ONLY', 'BOTH')),
  online_seconds  bigint NOT NULL,
  PRIMARY KEY (event_id, registration_id, session_id)
);

-- Derived: people by cell. Summed over writer slots on read, since writers that
-- share a row wait for each other. version counts the changes of a row.
CREATE TABLE rollcall.attendance_rollup (
  event_id       text COLLATE "C" NOT NULL,
  session_id     text COLLATE "C" NOT NULL,
  country_code   text COLLATE "C" NOT NULL,
  sector_id      text COLLATE "C" NOT NULL,
  mode           text COLLATE "C" NOT NULL,
  state          text COLLATE "C" NOT NULL,
  bucket         text COLLATE "C" NOT NULL,
  slot           smallint NOT NULL,
  person_count   bigint NOT NULL,
  online_seconds bigint NOT NULL,
  version        bigint NOT NULL,
  PRIMARY KEY (event_id, session_id, country_code, sector_id, mode, state, bucket, slot)
);

-- What the reporting service reads: nothing about single people.
CREATE VIEW rollcall.report_event AS
  SELECT event_id, title, theme, edition, host_fair, venue, city, country_code,
         time_zone, start_time, end_time
    FROM rollcall.event;

CREATE VIEW rollcall.report_sector AS
  SELECT event_id, sector_id, position, display_name FROM rollcall.sector;

CREATE VIEW rollcall.report_session AS
  SELECT event_id, session_id, kind, title, start_time, end_time
    FROM rollcall.agenda_session;

CREATE VIEW rollcall.report_cell AS
  SELECT event_id, session_id, country_code, sector_id, mode, state, bucket,
         sum(person_count)::bigint AS person_count,
         sum(online_seconds)::bigint AS online_seconds
    FROM rollcall.attendance_rollup
   GROUP BY event_id, session_id, country_code, sector_id, mode, state, bucket;

CREATE VIEW rollcall.report_version AS
  SELECT event_id, sum(version)::bigint AS data_version
    FROM rollcall.attendance_rollup
   GROUP BY event_id;
