-- Who did what to what, and when: batches of entries in chains, each batch with a
-- hash over itself and the batch before. Rows are added and never change; only the
-- head of a chain moves. Nothing here refers to other tables, so that adding an entry
-- takes no lock but that of the head.

-- The last batch of each chain. Whoever adds a batch holds its lock, as the last one
-- of its transaction.
CREATE TABLE rollcall.audit_head (
  event_id      text COLLATE "C" NOT NULL,
  -- 0 is what people and programs do, 1 what they do with reports; those from 16 on
  -- are what doors decide and platforms report: as many as ever wrote at once.
  chain         integer NOT NULL CHECK (chain >= 0),
  -- 0 before the first batch.
  number        bigint NOT NULL CHECK (number >= 0),
  time          timestamptz NOT NULL,
  previous_hash bytea NOT NULL,
  hash          bytea NOT NULL,
  PRIMARY KEY (event_id, chain)
) WITH (fillfactor = 50);

CREATE TABLE rollcall.audit_batch (
  event_id      text COLLATE "C" NOT NULL,
  chain         integer NOT NULL,
  -- From 1 on, without gaps.
  number        bigint NOT NULL,
  -- Of the transaction, and never before that of the batch before.
  time          timestamptz NOT NULL,
  previous_hash bytea NOT NULL,
  -- See common/audit/batch.h.
  hash          bytea NOT NULL,
  entry_count   integer NOT NULL,
  PRIMARY KEY (event_id, chain, number)
);

CREATE TABLE rollcall.audit_entry (
  event_id   text COLLATE "C" NOT NULL,
  chain      integer NOT NULL,
  number     bigint NOT NULL,
  -- From 1 on, without gaps.
  ordinal    integer NOT NULL,
  -- Which credential, never the credential.
  actor      text NOT NULL,
  role       text NOT NULL,
  method     text NOT NULL,
  resource   text NOT NULL,
  -- Names of fields and counts, never what anybody wrote.
  detail     text NOT NULL,
  -- Of personal data, salted; or of the decisions of a batch.
  commitment bytea,
  -- See common/audit/entry.h.
  hash       bytea NOT NULL,
  PRIMARY KEY (event_id, chain, number, ordinal)
);

-- What commitments to the person are salted with, as long as the row is there: after
-- that nobody can tell by them who it was.
ALTER TABLE rollcall.person
  ADD audit_salt bytea NOT NULL
    DEFAULT uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());

-- See common/audit/batch.h, which computes the same.
CREATE FUNCTION rollcall.audit_batch_hash(
  event_id text, chain integer, number bigint, "time" timestamptz, previous_hash bytea,
  entry_hashes bytea) RETURNS bytea LANGUAGE sql STABLE
RETURN sha256('rollcall.audit.batch.1'::bytea || int4send(chain) || int8send(number)
              || int8send((extract(epoch FROM "time") * 1000000)::bigint)
              || previous_hash || int4send(length(entry_hashes) / 32) || entry_hashes
              || convert_to(event_id, 'UTF8'));

-- Which entry of the audit has the decision, as `decisionBatches/{audit_id}`. NULL for
-- those from before there was an audit.
ALTER TABLE rollcall.decision ADD audit_id uuid;

-- What the roles of services add entries by: all but to lock the head of a chain and move
-- it on is adding. Roles belong to the server and may be there from another database.
DO $roles$
DECLARE
  member text;
BEGIN
  BEGIN
    CREATE ROLE rollcall_audit NOLOGIN;
  EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
  END;
  FOREACH member IN ARRAY
    ARRAY[CURRENT_USER, 'rollcall_registration', 'rollcall_checkin',
          'rollcall_reporting_writer'] LOOP
    IF NOT pg_has_role(member, 'rollcall_audit', 'MEMBER') THEN
      EXECUTE format('GRANT rollcall_audit TO %I', member);
    END IF;
  END LOOP;
END
$roles$;
GRANT USAGE ON SCHEMA rollcall TO rollcall_audit;
GRANT SELECT, INSERT ON rollcall.audit_batch, rollcall.audit_entry, rollcall.audit_head
   TO rollcall_audit;
GRANT UPDATE (number, time, previous_hash, hash) ON rollcall.audit_head TO rollcall_audit;
