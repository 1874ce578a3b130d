-- What a kiosk keeps. user_version is the version of this schema: kSchemaVersion.
-- Whose journal it is, and what a manifest says of the whole event: one row.
CREATE TABLE kiosk (
  event TEXT NOT NULL,
  device TEXT NOT NULL,
  salt BLOB NOT NULL DEFAULT x'',
  -- Empty until a manifest is complete.
  manifest_token TEXT NOT NULL DEFAULT '',
  time_zone TEXT NOT NULL DEFAULT '',
  clock_offset_micros INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE ticket_key (
  key_id INTEGER PRIMARY KEY,
  public_key BLOB NOT NULL
) STRICT;

-- Each as a ManifestSession.
CREATE TABLE door (
  session TEXT PRIMARY KEY,
  door BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Each as a ManifestEntry.
CREATE TABLE entry (
  registration_hash BLOB PRIMARY KEY,
  entry BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- The serials and codes of tickets, the revoked ones too.
CREATE TABLE credential (
  hash BLOB PRIMARY KEY,
  registration_hash BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX credential_by_registration ON credential (registration_hash);

-- Every scan, in the order in which they were made.
CREATE TABLE scan (
  position INTEGER PRIMARY KEY,
  scan_id TEXT NOT NULL UNIQUE,
  -- See ScanQueue.
  status TEXT NOT NULL,
  -- Whose ticket it was, where that is known, and at which door.
  registration_hash BLOB NOT NULL DEFAULT x'',
  session TEXT NOT NULL,
  -- A CheckInRequest; empty once it is settled.
  request BLOB NOT NULL,
  -- The Decision as the door acted on it; empty while there is none.
  decision BLOB NOT NULL DEFAULT x'',
  clock_offset_micros INTEGER NOT NULL DEFAULT 0,
  -- Why the service did not take it.
  error TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX scan_by_status ON scan (status, position);
CREATE INDEX scan_by_person ON scan (registration_hash, session);
