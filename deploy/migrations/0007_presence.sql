-- What platforms report beyond joins and leaves, which session an instance is of,
-- whose a connection is, and what is derived from that.

ALTER TABLE rollcall.presence_event
  DROP CONSTRAINT presence_event_kind_check,
  ADD CONSTRAINT presence_event_kind_check CHECK (kind IN
    ('JOIN', 'LEAVE', 'INSTANCE_STARTED', 'INSTANCE_ENDED', 'SNAPSHOT')),
  -- What is of an instance has no connection.
  ADD CHECK ((connection_id = '') = (kind NOT IN ('JOIN', 'LEAVE')));
-- Few rows have a key of each: making lists of them costs more than it saves.
ALTER INDEX rollcall.presence_event_connection SET (deduplicate_items = off);
CREATE INDEX presence_event_instance ON rollcall.presence_event
  (event_id, source, instance_id)
  WHERE connection_id = '';

-- Facts: the connections that SNAPSHOTs had. Append-only.
CREATE TABLE rollcall.presence_snapshot (
  event_id      text COLLATE "C" NOT NULL,
  source        text COLLATE "C" NOT NULL,
  instance_id   text COLLATE "C" NOT NULL,
  connection_id text COLLATE "C" NOT NULL,
  event_time    timestamptz NOT NULL,
  PRIMARY KEY (event_id, source, instance_id, connection_id, event_time)
);

-- A meeting or broadcast, as a platform names it. The session of connections and
-- events whose session_id is '' is the instance's.
CREATE TABLE rollcall.presence_instance (
  event_id            text COLLATE "C" NOT NULL,
  source              text COLLATE "C" NOT NULL,
  instance_id         text COLLATE "C" NOT NULL,
  unmatched_id        uuid NOT NULL DEFAULT gen_random_uuid(),
  -- What somebody said it is of.
  resolved_session_id text COLLATE "C",
  -- Derived: what it is of. NULL while nothing is known.
  session_id          text COLLATE "C",
  -- Derived: the minutes of what was seen first and last.
  first_time          timestamptz NOT NULL,
  last_time           timestamptz NOT NULL,
  -- Everything about it is to be derived anew, since then.
  due_time            timestamptz,
  PRIMARY KEY (event_id, source, instance_id),
  UNIQUE (event_id, unmatched_id)
);
CREATE INDEX presence_instance_session ON rollcall.presence_instance (event_id, session_id);
CREATE INDEX presence_instance_due ON rollcall.presence_instance (due_time)
  WHERE due_time IS NOT NULL;

ALTER TABLE rollcall.presence_connection
  DROP CONSTRAINT presence_connection_pkey,
  -- The session last: those of an instance, and those named alike, lie together.
  ADD PRIMARY KEY (event_id, source, instance_id, connection_id, session_id),
  -- Of what is unmatched, or was.
  ADD unmatched_id uuid,
  -- By what registration_id was found, the best first: 0 by a person, then as
  -- v1::Participant says. NULL without one.
  ADD match_rank smallint,
  -- Whatever is not a PERSON counts for nobody.
  ADD kind text COLLATE "C" NOT NULL DEFAULT 'PERSON'
    CHECK (kind IN ('PERSON', 'BRIDGE', 'RECORDER', 'BOT')),
  -- Somebody said whose it is, or that it is nobody's.
  ADD resolved boolean NOT NULL DEFAULT false,
  -- The time that heartbeats cover, each two minutes from then on.
  ADD heartbeats tstzmultirange NOT NULL DEFAULT '{}',
  -- Derived: the session that its intervals are counted in, under registration_id;
  -- NULL while they are not.
  ADD counted_session_id text COLLATE "C",
  -- Derived: when it was seen first and last, NULL when it never joined, and how long
  -- it was there, of what has ended.
  ADD first_time timestamptz,
  ADD last_time timestamptz,
  ADD online_seconds bigint NOT NULL DEFAULT 0,
  -- When what is derived changes without another event.
  ADD due_time timestamptz;
UPDATE rollcall.presence_connection
   SET match_rank = CASE WHEN registration_id IS NULL THEN NULL ELSE 4 END,
       counted_session_id = CASE WHEN registration_id IS NULL THEN NULL ELSE session_id END,
       unmatched_id = CASE WHEN registration_id IS NULL THEN gen_random_uuid() END;
ALTER TABLE rollcall.presence_connection
  ADD CHECK ((match_rank IS NULL) = (registration_id IS NULL)),
  ADD CHECK (counted_session_id IS NULL OR (registration_id IS NOT NULL AND kind = 'PERSON')),
  ADD CHECK (unmatched_id IS NOT NULL OR (registration_id IS NOT NULL AND kind = 'PERSON')),
  ADD CHECK ((first_time IS NULL) = (last_time IS NULL)),
  SET (fillfactor = 80);
CREATE INDEX presence_connection_due ON rollcall.presence_connection (due_time)
  WHERE due_time IS NOT NULL;
CREATE UNIQUE INDEX presence_connection_unmatched ON rollcall.presence_connection
  (event_id, unmatched_id)
  WHERE unmatched_id IS NOT NULL;

-- What was reported before is derived anew, by the job of the check-in service.
INSERT INTO rollcall.presence_instance
       (event_id, source, instance_id, first_time, last_time, due_time)
SELECT event_id, source, instance_id, min(event_time), max(event_time), now()
  FROM rollcall.presence_event
 GROUP BY event_id, source, instance_id;

-- Connections that count for nobody, by session; NULL where that is not known.
CREATE VIEW rollcall.report_connection AS
  SELECT c.event_id, coalesce(nullif(c.session_id, ''), i.session_id) AS session_id,
         c.kind <> 'PERSON' AS excluded,
         count(*) AS connection_count,
         sum(c.online_seconds)::bigint AS online_seconds
    FROM rollcall.presence_connection c
    JOIN rollcall.presence_instance i USING (event_id, source, instance_id)
   -- Tells the index; some of them are matched by now.
   WHERE c.unmatched_id IS NOT NULL
     AND (c.registration_id IS NULL OR c.kind <> 'PERSON')
     AND c.first_time IS NOT NULL
   GROUP BY 1, 2, 3;

ALTER TABLE rollcall.presence_participant
  ADD unverified_email text NOT NULL DEFAULT '',
  ADD display_name text NOT NULL DEFAULT '';

ALTER TABLE rollcall.presence_interval
  -- Why it ended, as v1::PresenceInterval.EndSource: provisionally unless LEAVE.
  ADD end_source text COLLATE "C" NOT NULL DEFAULT 'LEAVE',
  -- Of an interval that counts for nothing, v1::PresenceInterval.Anomaly.
  ADD anomaly text COLLATE "C" NOT NULL DEFAULT 'UNSPECIFIED';

-- How long a session did last: the time from the first start to the last end of its
-- instances, within its hours; that of the agenda while none has ended.
CREATE OR REPLACE VIEW rollcall.session_length AS
  SELECT s.event_id, s.session_id,
         extract(epoch FROM s.end_time - s.start_time) AS scheduled_seconds,
         coalesce(
           (SELECT nullif(sum(extract(epoch FROM upper(piece) - lower(piece))), 0)
              FROM (SELECT range_agg(tstzrange(lasted.start_time, lasted.end_time)
                                     * tstzrange(s.start_time, s.end_time)) AS pieces
                      FROM rollcall.presence_instance i
                     CROSS JOIN LATERAL
                           (SELECT min(e.event_time) FILTER (WHERE e.kind = 'INSTANCE_STARTED')
                                     AS start_time,
                                   max(e.event_time) FILTER (WHERE e.kind = 'INSTANCE_ENDED')
                                     AS end_time
                              FROM rollcall.presence_event e
                             WHERE e.event_id = i.event_id
                               AND e.source = i.source
                               AND e.instance_id = i.instance_id
                               AND e.connection_id = '') AS lasted
                     WHERE i.event_id = s.event_id
                       AND i.session_id = s.session_id
                       AND lasted.start_time < lasted.end_time) AS united
             CROSS JOIN LATERAL unnest(united.pieces) AS piece),
           extract(epoch FROM s.end_time - s.start_time)) AS actual_seconds
    FROM rollcall.agenda_session s;

-- For a link to the event online: whose a connection is.
ALTER TABLE rollcall.ticket ADD join_token uuid NOT NULL DEFAULT gen_random_uuid();
CREATE UNIQUE INDEX ticket_join_token ON rollcall.ticket (event_id, join_token);
