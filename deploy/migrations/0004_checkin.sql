-- The rules of doors, scans that were decided offline, what takes a scan back,
-- and how many are inside.

ALTER TABLE rollcall.agenda_session
  ADD reentry text COLLATE "C" NOT NULL DEFAULT 'AFTER_EXIT'
    CHECK (reentry IN ('NEVER', 'AFTER_EXIT', 'ALWAYS')),
  -- NULL means that the door is open at any time before, or after.
  ADD opens_before_seconds integer CHECK (opens_before_seconds >= 0),
  ADD closes_after_seconds integer CHECK (closes_after_seconds >= 0),
  ADD requires_venue boolean NOT NULL DEFAULT false,
  -- Empty means every device.
  ADD admitting_devices uuid[] NOT NULL DEFAULT '{}',
  ADD CHECK (NOT (requires_venue AND session_id = 'venue'));

-- The manifest of a device tells what changed since the one it has:
-- change_xid is the transaction that changed a row last. A transaction that was
-- still under way when a manifest was made has an id that is not below the
-- horizon that the manifest notes, so that none is missed.
ALTER TABLE rollcall.event
  ADD manifest_salt bytea NOT NULL DEFAULT uuid_send(gen_random_uuid());
ALTER TABLE rollcall.registration
  ADD blocked boolean NOT NULL DEFAULT false,
  -- When the state became what it is.
  ADD state_time timestamptz NOT NULL DEFAULT now(),
  ADD change_xid xid8 NOT NULL DEFAULT pg_current_xact_id();
ALTER TABLE rollcall.ticket
  ADD revoke_time timestamptz,
  ADD change_xid xid8 NOT NULL DEFAULT pg_current_xact_id();
UPDATE rollcall.ticket SET revoke_time = now() WHERE revoked;
ALTER TABLE rollcall.ticket ADD CHECK (revoked = (revoke_time IS NOT NULL));
CREATE INDEX registration_change ON rollcall.registration (event_id, change_xid);
CREATE INDEX ticket_change ON rollcall.ticket (event_id, change_xid);

ALTER TABLE rollcall.decision
  -- What a NOT_YET_OPEN, CLOSED or CAPACITY_FULL refers to.
  ADD opens_time timestamptz,
  ADD closes_time timestamptz,
  ADD place_count integer,
  -- A device decided it.
  ADD offline boolean NOT NULL DEFAULT false,
  -- Counts for nothing: the scan was ahead of the server's clock.
  ADD quarantined boolean NOT NULL DEFAULT false,
  -- By which scan_time was corrected.
  ADD clock_offset interval,
  ADD CHECK (NOT quarantined OR offline);

-- Facts: scans that were taken back. Append-only.
CREATE TABLE rollcall.annulment (
  event_id            text COLLATE "C" NOT NULL,
  device_id           uuid NOT NULL,
  scan_id             uuid NOT NULL,
  annulling_device_id uuid NOT NULL,
  forced              boolean NOT NULL,
  force_reason        text NOT NULL,
  annul_time          timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (event_id, device_id, scan_id),
  FOREIGN KEY (event_id, device_id, scan_id) REFERENCES rollcall.decision
);

-- Derived from the scans; what people wrote to close one is not. A conflict
-- that later scans settled stays, with `holds` false.
CREATE TABLE rollcall.conflict (
  event_id            text COLLATE "C" NOT NULL,
  -- Made of the device, the scan and the kind.
  conflict_id         uuid NOT NULL,
  kind                text COLLATE "C" NOT NULL CHECK (kind IN
    ('DUPLICATE_OFFLINE', 'REVOKED_AT_TIME', 'OVER_CAPACITY', 'UNKNOWN_CODE', 'CLOCK_SKEW')),
  session_id          text COLLATE "C" NOT NULL,
  registration_id     uuid,
  device_id           uuid NOT NULL,
  scan_id             uuid NOT NULL,
  scan_time           timestamptz NOT NULL,
  canonical_device_id uuid,
  canonical_scan_id   uuid,
  canonical_scan_time timestamptz,
  holds               boolean NOT NULL DEFAULT true,
  note                text,
  resolve_time        timestamptz,
  PRIMARY KEY (event_id, conflict_id),
  FOREIGN KEY (event_id, device_id, scan_id) REFERENCES rollcall.decision,
  CHECK ((kind = 'DUPLICATE_OFFLINE') = (canonical_scan_id IS NOT NULL)),
  CHECK ((note IS NULL) = (resolve_time IS NULL))
);
CREATE INDEX conflict_person ON rollcall.conflict (event_id, registration_id, session_id);
CREATE INDEX conflict_session ON rollcall.conflict (event_id, session_id, kind);
CREATE INDEX conflict_scan ON rollcall.conflict (event_id, device_id, scan_id);

-- The doors that only one transaction at a time may decide at: of sessions whose
-- places are limited. Whoever decides locks people first, then these rows in key
-- order.
CREATE TABLE rollcall.door (
  event_id   text COLLATE "C" NOT NULL,
  session_id text COLLATE "C" NOT NULL,
  PRIMARY KEY (event_id, session_id),
  FOREIGN KEY (event_id, session_id) REFERENCES rollcall.agenda_session
);
CREATE INDEX decision_offline ON rollcall.decision (event_id, session_id)
  WHERE offline AND NOT quarantined AND outcome = 'ADMITTED';

-- Derived: how many are inside, the open intervals in the room. Summed over
-- writer slots on read, as the rollups are. version counts the changes.
CREATE TABLE rollcall.occupancy (
  event_id     text COLLATE "C" NOT NULL,
  session_id   text COLLATE "C" NOT NULL,
  slot         smallint NOT NULL,
  inside_count bigint NOT NULL,
  version      bigint NOT NULL,
  PRIMARY KEY (event_id, session_id, slot)
);
INSERT INTO rollcall.occupancy (event_id, session_id, slot, inside_count, version)
SELECT event_id, session_id, 0, count(*), 1
  FROM rollcall.presence_interval
 WHERE mode = 'IN_PERSON'
   AND end_time IS NULL
 GROUP BY event_id, session_id;

-- Its rows change once or twice: room for that on the same page.
ALTER TABLE rollcall.attendance SET (fillfactor = 70);
