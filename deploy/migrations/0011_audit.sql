-- Who did what to what, and when: batches of entries in chains, each batch with a
-- hash over itself and the batch before. Rows are added and never change; only the
-- head of a chain moves. Nothing here refers to other tables, so that adding an entry
-- takes no lock but that of the head.

-- The last batch of each chain. Whoever adds a batch holds its lock, as the last one
-- of its transaction.
CREATE TABLE rollcall.audit_head (
  event_id      text COLLATE "C" NOT NULL,
  -- 0 is what people and programs do, 1 what they do with reports; those from 16 on
  -- are what doors decide: as many as ever wrote at once.
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

-- Which entry of the audit has the decision, as `decisionBatches/{audit_id}`. NULL for
-- those from before there was an audit.
ALTER TABLE rollcall.decision ADD audit_id uuid;

-- What a login of a service is a member of, to add entries. Roles belong to the server
-- and may be there from another database of it.
DO $roles$
BEGIN
  BEGIN
    CREATE ROLE rollcall_audit NOLOGIN;
  EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
  END;
  IF NOT pg_has_role(CURRENT_USER, 'rollcall_audit', 'MEMBER') THEN
    GRANT rollcall_audit TO CURRENT_USER;
  END IF;
  IF NOT pg_has_role('rollcall_reporting_writer', 'rollcall_audit', 'MEMBER') THEN
    GRANT rollcall_audit TO rollcall_reporting_writer;
  END IF;
END
$roles$;
GRANT USAGE ON SCHEMA rollcall TO rollcall_audit;
GRANT SELECT, INSERT ON rollcall.audit_batch, rollcall.audit_entry TO rollcall_audit;
GRANT SELECT, INSERT ON rollcall.audit_head TO rollcall_audit;
GRANT UPDATE (number, time, previous_hash, hash) ON rollcall.audit_head TO rollcall_audit;
