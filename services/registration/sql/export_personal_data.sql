-- Everything that is kept about the person of registration $2, as one document; see
-- ExportPersonalData. The arrays $3 to $6 are connections that said they were the
-- person. No row when the event has no such registration.
WITH claimed AS (
  SELECT row.session_id, row.source, row.instance_id, row.connection_id
    FROM unnest($3::text[], $4::text[], $5::text[], $6::text[])
         AS row (session_id, source, instance_id, connection_id)
), connection AS (
  SELECT session_id, source, instance_id, connection_id
    FROM rollcall.presence_connection
   WHERE event_id = $1
     AND registration_id = $2
  UNION
  -- One that turned out to be somebody else has nothing of the person.
  SELECT session_id, source, instance_id, connection_id
    FROM rollcall.presence_connection
    JOIN claimed USING (session_id, source, instance_id, connection_id)
   WHERE event_id = $1
     AND registration_id IS NULL
)
SELECT jsonb_build_object(
  'registration', (
    SELECT jsonb_build_object(
             'name', 'events/' || r.event_id || '/registrations/' || r.registration_id,
             'state', r.state,
             'state_time', r.state_time,
             'mode', r.mode,
             'blocked', r.blocked,
             'country_code', r.country_code,
             'sector_id', r.sector_id,
             'sessions', (
               SELECT coalesce(jsonb_agg('events/' || $1 || '/sessions/' || s.session_id
                                         ORDER BY s.session_id), '[]')
                 FROM rollcall.registration_session s
                WHERE s.event_id = $1
                  AND s.registration_id = $2),
             'waitlist_priority', r.waitlist_priority,
             'queue_time', r.queue_time,
             'offer_expire_time', r.offer_expire_time,
             'transferred_to',
               'events/' || r.event_id || '/registrations/' || r.transferred_to,
             'create_time', r.create_time,
             'erase_time', r.erase_time)),
  'delegation', (
    SELECT jsonb_build_object(
             'name', 'events/' || d.event_id || '/delegations/' || d.delegation_id,
             'display_name', d.display_name,
             'country_code', d.country_code,
             'organization', d.organization,
             'is_head', d.head_id IS NOT DISTINCT FROM r.registration_id)
      FROM rollcall.delegation d
     WHERE d.event_id = $1
       AND d.delegation_id = r.delegation_id),
  'person', (
    SELECT jsonb_build_object(
             'display_name', p.display_name,
             'email', p.email,
             'external_id', p.external_id,
             'organization', p.organization,
             'job_title', p.job_title)
      FROM rollcall.person p
     WHERE p.event_id = $1
       AND p.registration_id = $2),
  'tickets', (
    SELECT coalesce(jsonb_agg(jsonb_build_object(
             'create_time', t.create_time,
             'revoked', t.revoked,
             'revoke_time', t.revoke_time) ORDER BY t.create_time), '[]')
      FROM rollcall.ticket t
     WHERE t.event_id = $1
       AND t.registration_id = $2),
  'decisions', (
    SELECT coalesce(jsonb_agg(jsonb_build_object(
             'session', 'events/' || d.event_id || '/sessions/' || d.session_id,
             'device', 'events/' || d.event_id || '/devices/' || d.device_id,
             'gate', d.gate,
             'scan_id', d.scan_id,
             'attempt_of', d.attempt_of,
             'direction', d.direction,
             'outcome', d.outcome,
             'reasons', d.reasons,
             'anomaly', d.anomaly,
             'forced', d.forced,
             'force_requested', d.force_requested,
             'force_reason', d.force_reason,
             'opens_time', d.opens_time,
             'closes_time', d.closes_time,
             'place_count', d.place_count,
             'offline', d.offline,
             'quarantined', d.quarantined,
             'scan_time', d.scan_time,
             'receive_time', d.receive_time) ORDER BY d.scan_time, d.scan_id), '[]')
      FROM rollcall.decision d
     WHERE d.event_id = $1
       AND d.registration_id = $2),
  'annulments', (
    SELECT coalesce(jsonb_agg(jsonb_build_object(
             'device', 'events/' || a.event_id || '/devices/' || a.device_id,
             'scan_id', a.scan_id,
             'annulling_device',
               'events/' || a.event_id || '/devices/' || a.annulling_device_id,
             'forced', a.forced,
             'force_reason', a.force_reason,
             'annul_time', a.annul_time) ORDER BY a.annul_time, a.scan_id), '[]')
      FROM rollcall.annulment a
      JOIN rollcall.decision d USING (event_id, device_id, scan_id)
     WHERE a.event_id = $1
       AND d.registration_id = $2),
  'conflicts', (
    SELECT coalesce(jsonb_agg(jsonb_build_object(
             'name', 'events/' || c.event_id || '/conflicts/' || c.conflict_id,
             'kind', c.kind,
             'session', 'events/' || c.event_id || '/sessions/' || c.session_id,
             'device', 'events/' || c.event_id || '/devices/' || c.device_id,
             'scan_id', c.scan_id,
             'scan_time', c.scan_time,
             'canonical_device',
               'events/' || c.event_id || '/devices/' || c.canonical_device_id,
             'canonical_scan_id', c.canonical_scan_id,
             'canonical_scan_time', c.canonical_scan_time,
             'holds', c.holds,
             'note', c.note,
             'resolve_time', c.resolve_time) ORDER BY c.scan_time, c.conflict_id), '[]')
      FROM rollcall.conflict c
     WHERE c.event_id = $1
       AND c.registration_id = $2),
  'participants', (
    SELECT coalesce(jsonb_agg(jsonb_build_object(
             'session', 'events/' || q.event_id || '/sessions/' || q.session_id,
             'source', q.source,
             'instance_id', q.instance_id,
             'connection_id', q.connection_id,
             'email', q.email,
             'external_id', q.external_id,
             'unverified_email', q.unverified_email,
             'display_name', q.display_name)
             ORDER BY q.session_id, q.source, q.instance_id, q.connection_id), '[]')
      FROM rollcall.presence_participant q
      JOIN claimed USING (session_id, source, instance_id, connection_id)
     WHERE q.event_id = $1),
  'presence_events', (
    SELECT coalesce(jsonb_agg(jsonb_build_object(
             'session', 'events/' || e.event_id || '/sessions/' || e.session_id,
             'source', e.source,
             'source_event_id', e.source_event_id,
             'instance_id', e.instance_id,
             'connection_id', e.connection_id,
             'kind', e.kind,
             'event_time', e.event_time,
             'receive_time', e.receive_time)
             ORDER BY e.event_time, e.source, e.source_event_id), '[]')
      FROM rollcall.presence_event e
      JOIN connection USING (session_id, source, instance_id, connection_id)
     WHERE e.event_id = $1),
  'presence_intervals', (
    SELECT coalesce(jsonb_agg(jsonb_build_object(
             'session', 'events/' || i.event_id || '/sessions/' || i.session_id,
             'mode', i.mode,
             'source', i.source,
             'instance_id', i.instance_id,
             'connection_id', i.connection_id,
             'start_time', i.start_time,
             'end_time', i.end_time,
             'end_source', i.end_source)
             ORDER BY i.start_time, i.session_id, i.mode, i.source, i.instance_id,
                      i.connection_id), '[]')
      FROM rollcall.presence_interval i
     WHERE i.event_id = $1
       AND i.registration_id = $2),
  'attendance', (
    SELECT coalesce(jsonb_agg(jsonb_build_object(
             'session', 'events/' || a.event_id || '/sessions/' || a.session_id,
             'bucket', a.bucket,
             'online_seconds', a.online_seconds,
             'inside_since', a.inside_since,
             'in_person', (
               SELECT coalesce(jsonb_agg(jsonb_build_object(
                        'start_time', lower(stay),
                        'end_time', upper(stay)) ORDER BY stay), '[]')
                 FROM unnest(a.in_person) AS stay),
             'online', (
               SELECT coalesce(jsonb_agg(jsonb_build_object(
                        'start_time', lower(piece),
                        'end_time', upper(piece)) ORDER BY piece), '[]')
                 FROM unnest(a.online) AS piece)) ORDER BY a.session_id), '[]')
      FROM rollcall.attendance a
     WHERE a.event_id = $1
       AND a.registration_id = $2))::text AS document
  FROM rollcall.registration r
 WHERE r.event_id = $1
   AND r.registration_id = $2
