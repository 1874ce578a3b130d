-- What the services of registration and of check-in may, each by the role that
-- 0010 made for it; see 0009 for reporting and 0010 for tokens. Facts are
-- append-only for both: a decision, an annulment or a platform's event is never
-- deleted, and nothing of one changes but the words that an erasure takes out.
GRANT USAGE ON SCHEMA rollcall TO rollcall_registration, rollcall_checkin;
GRANT SELECT ON rollcall.schema_migration, rollcall.event, rollcall.sector,
                rollcall.agenda_session, rollcall.capacity, rollcall.registration,
                rollcall.registration_session, rollcall.person, rollcall.ticket,
                rollcall.ticket_key, rollcall.decision, rollcall.annulment, rollcall.conflict,
                rollcall.presence_connection, rollcall.presence_participant,
                rollcall.presence_event, rollcall.presence_instance, rollcall.presence_interval,
                rollcall.attendance, rollcall.attendance_rollup, rollcall.presence_rollup,
                rollcall.session_pair_rollup, rollcall.rollup_version, rollcall.report_cell,
                rollcall.report_minute, rollcall.report_session_pair, rollcall.session_measure,
                rollcall.session_length
   TO rollcall_registration, rollcall_checkin;
-- What attendance is counted with.
GRANT INSERT, UPDATE, DELETE ON rollcall.attendance, rollcall.attendance_rollup,
                rollcall.presence_rollup, rollcall.session_pair_rollup
   TO rollcall_registration, rollcall_checkin;
GRANT INSERT, UPDATE ON rollcall.rollup_version TO rollcall_registration, rollcall_checkin;

GRANT SELECT ON rollcall.partner, rollcall.speaker, rollcall.launch, rollcall.delegation,
                rollcall.registration_import, rollcall.device, rollcall.api_key
   TO rollcall_registration;
GRANT INSERT, UPDATE ON rollcall.event, rollcall.agenda_session, rollcall.delegation,
                rollcall.registration_import, rollcall.ticket, rollcall.ticket_key,
                rollcall.device, rollcall.api_key
   TO rollcall_registration;
GRANT INSERT, UPDATE, DELETE ON rollcall.sector, rollcall.partner, rollcall.speaker,
                rollcall.launch, rollcall.capacity, rollcall.registration,
                rollcall.registration_session, rollcall.person
   TO rollcall_registration;
-- What an erasure takes out, and what a change of the agenda makes due.
GRANT UPDATE (force_reason, unknown_credential, content_hash) ON rollcall.decision
   TO rollcall_registration;
GRANT UPDATE (force_reason) ON rollcall.annulment TO rollcall_registration;
GRANT UPDATE (note) ON rollcall.conflict TO rollcall_registration;
GRANT UPDATE (due_time) ON rollcall.presence_instance TO rollcall_registration;
GRANT DELETE, UPDATE (connection_id) ON rollcall.presence_participant TO rollcall_registration;

GRANT SELECT ON rollcall.door, rollcall.occupancy, rollcall.manifest,
                rollcall.presence_snapshot
   TO rollcall_checkin;
GRANT INSERT ON rollcall.decision, rollcall.annulment, rollcall.presence_event,
                rollcall.presence_snapshot
   TO rollcall_checkin;
GRANT INSERT, UPDATE ON rollcall.conflict, rollcall.occupancy, rollcall.presence_connection,
                rollcall.presence_instance
   TO rollcall_checkin;
GRANT INSERT, UPDATE, DELETE ON rollcall.presence_interval, rollcall.presence_participant
   TO rollcall_checkin;
-- Walk-ins.
GRANT INSERT, DELETE ON rollcall.registration TO rollcall_checkin;
GRANT INSERT ON rollcall.door, rollcall.registration_session, rollcall.person, rollcall.ticket
   TO rollcall_checkin;
GRANT UPDATE (taken_count) ON rollcall.capacity TO rollcall_checkin;
-- For their locks; nothing of them is changed.
GRANT UPDATE (event_id) ON rollcall.event, rollcall.door TO rollcall_checkin;
GRANT UPDATE (registration_id) ON rollcall.registration TO rollcall_checkin;
