-- Places, waiting list, delegations, sessions for some people,
-- imports, and the erasure of personal data.

-- For finding people by parts of their names.
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA rollcall;
CREATE EXTENSION IF NOT EXISTS unaccent WITH SCHEMA rollcall;

ALTER TABLE rollcall.event
  ADD approval_policy text COLLATE "C" NOT NULL DEFAULT 'AUTOMATIC'
    CHECK (approval_policy IN ('AUTOMATIC', 'REGISTRAR')),
  ADD offer_seconds integer NOT NULL DEFAULT 43200 CHECK (offer_seconds > 0),
  ADD ignore_plus_alias boolean NOT NULL DEFAULT false,
  ADD retention_time timestamptz,
  -- Counts the changes of the row: its etag.
  ADD version bigint NOT NULL DEFAULT 1,
  ADD CHECK (retention_time >= end_time);
CREATE INDEX event_retention ON rollcall.event (retention_time)
  WHERE retention_time IS NOT NULL;

ALTER TABLE rollcall.agenda_session
  ADD access text COLLATE "C" NOT NULL DEFAULT 'OPEN' CHECK (access IN ('OPEN', 'INCLUDED')),
  -- Empty means every mode.
  ADD allowed_modes text[] NOT NULL DEFAULT '{}',
  ADD version bigint NOT NULL DEFAULT 1;

-- The places of a session that limits them; of the event as a whole under
-- `venue`. Whoever takes or frees a place of an event locks all its rows here
-- first, in key order: they are one queue.
CREATE TABLE rollcall.capacity (
  event_id    text COLLATE "C" NOT NULL,
  session_id  text COLLATE "C" NOT NULL,
  mode        text COLLATE "C" NOT NULL CHECK (mode IN ('IN_PERSON', 'ONLINE')),
  place_count integer NOT NULL,
  -- Confirmed and offered.
  taken_count integer NOT NULL CHECK (taken_count >= 0),
  PRIMARY KEY (event_id, session_id, mode),
  CONSTRAINT capacity_not_exceeded CHECK (taken_count <= place_count),
  FOREIGN KEY (event_id, session_id) REFERENCES rollcall.agenda_session
);

CREATE TABLE rollcall.delegation (
  event_id        text COLLATE "C" NOT NULL REFERENCES rollcall.event,
  delegation_id   uuid NOT NULL,
  display_name    text NOT NULL,
  country_code    text COLLATE "C" NOT NULL,
  organization    text NOT NULL,
  head_id         uuid,
  -- NULL means without limit.
  in_person_quota integer,
  online_quota    integer,
  -- Members who are PENDING, CONFIRMED or WAITLISTED.
  in_person_count integer NOT NULL DEFAULT 0 CHECK (in_person_count >= 0),
  online_count    integer NOT NULL DEFAULT 0 CHECK (online_count >= 0),
  -- SHA-256 of the token of the head.
  token_hash      bytea NOT NULL,
  request_id      uuid NOT NULL,
  request_hash    bytea NOT NULL,
  create_time     timestamptz NOT NULL DEFAULT now(),
  version         bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (event_id, delegation_id),
  UNIQUE (event_id, request_id),
  UNIQUE (event_id, token_hash),
  CONSTRAINT delegation_quota_not_exceeded CHECK
    (in_person_count <= in_person_quota AND online_count <= online_quota)
);

ALTER TABLE rollcall.registration
  ADD delegation_id uuid,
  -- Of those who wait: lower values first, then earlier times.
  ADD waitlist_priority integer NOT NULL DEFAULT 0,
  ADD queue_time timestamptz,
  -- A place is kept until then.
  ADD offer_expire_time timestamptz,
  ADD transferred_to uuid,
  ADD erase_time timestamptz,
  ADD version bigint NOT NULL DEFAULT 1,
  ADD FOREIGN KEY (event_id, delegation_id) REFERENCES rollcall.delegation,
  ADD CHECK ((state = 'WAITLISTED') = (queue_time IS NOT NULL)),
  ADD CHECK (offer_expire_time IS NULL OR state = 'WAITLISTED');
CREATE INDEX registration_queue ON rollcall.registration
  (event_id, waitlist_priority, queue_time, registration_id) WHERE state = 'WAITLISTED';
CREATE INDEX registration_offer ON rollcall.registration (offer_expire_time)
  WHERE offer_expire_time IS NOT NULL;
CREATE INDEX registration_delegation ON rollcall.registration (event_id, delegation_id)
  WHERE delegation_id IS NOT NULL;

-- The sessions that a registration includes, besides `venue`.
CREATE TABLE rollcall.registration_session (
  event_id        text COLLATE "C" NOT NULL,
  registration_id uuid NOT NULL,
  session_id      text COLLATE "C" NOT NULL CHECK (session_id <> 'venue'),
  PRIMARY KEY (event_id, registration_id, session_id),
  FOREIGN KEY (event_id, registration_id) REFERENCES rollcall.registration,
  FOREIGN KEY (event_id, session_id) REFERENCES rollcall.agenda_session
);
CREATE INDEX registration_session_session ON rollcall.registration_session
  (event_id, session_id);

-- Addresses and external ids are unique among live registrations: PENDING,
-- CONFIRMED and WAITLISTED. No row once the personal data is erased.
ALTER TABLE rollcall.person
  DROP CONSTRAINT person_email,
  DROP CONSTRAINT person_external_id,
  ADD live boolean NOT NULL DEFAULT true,
  -- The name without case and accents, for finding parts of it.
  ADD search_key text NOT NULL DEFAULT '';
UPDATE rollcall.person
   SET search_key = rollcall.unaccent('rollcall.unaccent', lower(display_name));
ALTER TABLE rollcall.person ALTER search_key DROP DEFAULT;
CREATE UNIQUE INDEX person_email ON rollcall.person (event_id, email_key) WHERE live;
CREATE UNIQUE INDEX person_external_id ON rollcall.person (event_id, external_id) WHERE live;
CREATE INDEX person_past_email ON rollcall.person (event_id, email_key) WHERE NOT live;
CREATE INDEX person_past_external_id ON rollcall.person (event_id, external_id)
  WHERE NOT live AND external_id IS NOT NULL;
CREATE INDEX person_search ON rollcall.person USING gin (search_key rollcall.gin_trgm_ops);

-- Where else something personal may be, and whose connections are.
CREATE INDEX decision_words ON rollcall.decision (event_id, registration_id)
  WHERE force_reason <> '' OR unknown_credential IS NOT NULL;
CREATE INDEX presence_connection_owner ON rollcall.presence_connection
  (event_id, registration_id) WHERE registration_id IS NOT NULL;

-- People are counted by delegation too; empty means none.
ALTER TABLE rollcall.attendance
  ADD delegation_id text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE rollcall.attendance_rollup
  ADD delegation_id text COLLATE "C" NOT NULL DEFAULT '',
  DROP CONSTRAINT attendance_rollup_pkey,
  ADD PRIMARY KEY (event_id, session_id, country_code, sector_id, delegation_id, mode, state,
                   bucket, slot);
CREATE OR REPLACE VIEW rollcall.report_cell AS
  SELECT event_id, session_id, country_code, sector_id, mode, state, bucket,
         sum(person_count)::bigint AS person_count,
         sum(online_seconds)::bigint AS online_seconds,
         delegation_id
    FROM rollcall.attendance_rollup
   GROUP BY event_id, session_id, country_code, sector_id, delegation_id, mode, state, bucket;
CREATE VIEW rollcall.report_delegation AS
  SELECT event_id, delegation_id, display_name FROM rollcall.delegation;

-- Imports that were done, with their answers.
CREATE TABLE rollcall.registration_import (
  event_id    text COLLATE "C" NOT NULL REFERENCES rollcall.event,
  request_id  uuid NOT NULL,
  -- A serialized ImportRegistrationsResponse.
  response    bytea NOT NULL,
  create_time timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (event_id, request_id)
);
