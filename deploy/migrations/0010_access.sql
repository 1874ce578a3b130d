-- Who may call: devices, and the keys of people and programs. Of codes and tokens
-- only hashes are kept.

CREATE TABLE rollcall.device (
  event_id             text COLLATE "C" NOT NULL REFERENCES rollcall.event,
  device_id            uuid NOT NULL,
  display_name         text NOT NULL,
  role                 text COLLATE "C" NOT NULL CHECK (role IN ('KIOSK', 'SUPERVISOR')),
  -- Empty means all.
  session_ids          text[] NOT NULL,
  -- Empty means any.
  gate                 text NOT NULL,
  -- SHA-256 of the code, until it is used.
  code_hash            bytea,
  code_expire_time     timestamptz,
  -- SHA-256 of the token, once there is one, and of the one before, which stands
  -- for a little longer.
  token_hash           bytea,
  previous_hash        bytea,
  previous_expire_time timestamptz,
  revoke_time          timestamptz,
  request_id           uuid NOT NULL,
  request_hash         bytea NOT NULL,
  create_time          timestamptz NOT NULL DEFAULT now(),
  -- When a code, a token or their validity last changed: instances look for what
  -- has changed lately.
  change_time          timestamptz NOT NULL DEFAULT now(),
  last_use_time        timestamptz,
  PRIMARY KEY (event_id, device_id),
  UNIQUE (event_id, request_id),
  CHECK ((code_hash IS NULL) = (code_expire_time IS NULL)),
  CHECK ((previous_hash IS NULL) = (previous_expire_time IS NULL)),
  -- Who has a token needs no code, and who was revoked has neither.
  CHECK (code_hash IS NULL OR token_hash IS NULL),
  CHECK (revoke_time IS NULL
         OR (code_hash IS NULL AND token_hash IS NULL AND previous_hash IS NULL))
);
CREATE INDEX device_code ON rollcall.device (event_id, code_hash) WHERE code_hash IS NOT NULL;
CREATE INDEX device_change ON rollcall.device (change_time);

CREATE TABLE rollcall.api_key (
  event_id      text COLLATE "C" NOT NULL REFERENCES rollcall.event,
  api_key_id    uuid NOT NULL,
  display_name  text NOT NULL,
  role          text COLLATE "C" NOT NULL
    CHECK (role IN ('SUPERVISOR', 'STREAMING', 'ANALYST', 'REGISTRAR', 'ADMIN')),
  -- SHA-256 of its text; NULL once it was revoked.
  key_hash      bytea,
  expire_time   timestamptz NOT NULL,
  revoke_time   timestamptz,
  request_id    uuid NOT NULL,
  request_hash  bytea NOT NULL,
  create_time   timestamptz NOT NULL DEFAULT now(),
  change_time   timestamptz NOT NULL DEFAULT now(),
  last_use_time timestamptz,
  PRIMARY KEY (event_id, api_key_id),
  UNIQUE (event_id, request_id),
  CHECK ((key_hash IS NULL) = (revoke_time IS NOT NULL))
);
CREATE INDEX api_key_change ON rollcall.api_key (change_time);

-- What services act as, besides the roles of 0009: rollcall_access is for finding out
-- who calls, the others are for 0011 to fill. A login of a service is a member of its own
-- and of rollcall_access.
DO $roles$
DECLARE
  wanted text;
BEGIN
  FOREACH wanted IN ARRAY
    ARRAY['rollcall_access', 'rollcall_registration', 'rollcall_checkin'] LOOP
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
GRANT USAGE ON SCHEMA rollcall TO rollcall_access;
GRANT SELECT (event_id, device_id, role, session_ids, gate, token_hash, previous_hash,
              previous_expire_time, change_time, last_use_time)
   ON rollcall.device TO rollcall_access;
GRANT SELECT (event_id, api_key_id, role, key_hash, expire_time, change_time, last_use_time)
   ON rollcall.api_key TO rollcall_access;
GRANT SELECT (event_id, delegation_id, token_hash) ON rollcall.delegation TO rollcall_access;
GRANT UPDATE (last_use_time) ON rollcall.device, rollcall.api_key TO rollcall_access;
