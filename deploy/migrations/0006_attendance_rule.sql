-- When somebody has attended, and watch time by day.

-- v1::AttendanceRule. With DURATION, PRESENT takes online_threshold_seconds.
ALTER TABLE rollcall.event
  ADD attendance_measure text COLLATE "C" NOT NULL DEFAULT 'DURATION' CHECK
    (attendance_measure IN ('DURATION', 'PERCENT_OF_SCHEDULED', 'PERCENT_OF_ACTUAL')),
  -- 0 means that nobody is PARTIAL, here and in partial_percent.
  ADD partial_threshold_seconds integer NOT NULL DEFAULT 0
    CHECK (partial_threshold_seconds >= 0),
  ADD present_percent integer NOT NULL DEFAULT 0 CHECK (present_percent BETWEEN 0 AND 100),
  ADD partial_percent integer NOT NULL DEFAULT 0
    CHECK (partial_percent BETWEEN 0 AND present_percent),
  ADD CHECK (partial_threshold_seconds < online_threshold_seconds),
  ADD CHECK ((attendance_measure = 'DURATION') = (present_percent = 0)),
  ADD CHECK (attendance_measure = 'DURATION' OR partial_threshold_seconds = 0);

-- PARTIAL was there, but not long enough to have attended.
ALTER TABLE rollcall.attendance
  DROP CONSTRAINT attendance_bucket_check,
  ADD CONSTRAINT attendance_bucket_check CHECK
    (bucket IN ('NONE', 'PARTIAL', 'IN_PERSON_ONLY', 'ONLINE_ONLY', 'BOTH'));

-- How long a session lasts on the agenda, and how long it did last: what
-- PERCENT_OF_SCHEDULED and PERCENT_OF_ACTUAL are parts of.
CREATE VIEW rollcall.session_length AS
  SELECT event_id, session_id,
         extract(epoch FROM end_time - start_time) AS scheduled_seconds,
         extract(epoch FROM end_time - start_time) AS actual_seconds
    FROM rollcall.agenda_session;

-- By what presence in a session is judged, in seconds. PARTIAL takes
-- partial_seconds; NULL means that nobody is.
CREATE VIEW rollcall.session_measure AS
  SELECT s.event_id, s.session_id, e.time_zone,
         CASE e.attendance_measure
              WHEN 'DURATION' THEN e.online_threshold_seconds
              WHEN 'PERCENT_OF_SCHEDULED' THEN l.scheduled_seconds * e.present_percent * 0.01
              ELSE l.actual_seconds * e.present_percent * 0.01 END AS present_seconds,
         nullif(CASE e.attendance_measure
                     WHEN 'DURATION' THEN e.partial_threshold_seconds
                     WHEN 'PERCENT_OF_SCHEDULED' THEN l.scheduled_seconds * e.partial_percent * 0.01
                     ELSE l.actual_seconds * e.partial_percent * 0.01 END, 0) AS partial_seconds
    FROM rollcall.event e
    JOIN rollcall.agenda_session s USING (event_id)
    JOIN rollcall.session_length l USING (event_id, session_id);

-- Derived: the part of attendance.online_seconds that is of one day in the event's
-- time zone. Those of a person and session sum to it.
CREATE TABLE rollcall.attendance_day (
  event_id        text COLLATE "C" NOT NULL,
  registration_id uuid NOT NULL,
  session_id      text COLLATE "C" NOT NULL,
  day             date NOT NULL,
  online_seconds  bigint NOT NULL CHECK (online_seconds > 0),
  PRIMARY KEY (event_id, registration_id, session_id, day)
);
