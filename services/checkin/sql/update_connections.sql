-- Writes whose the connections are and what is derived of them, of locked instances.
UPDATE rollcall.presence_connection c
   SET registration_id = row.registration_id,
       match_rank = row.match_rank,
       kind = row.kind,
       resolved = row.resolved,
       counted_session_id = row.counted_session_id,
       first_time = row.first_time,
       last_time = row.last_time,
       online_seconds = row.online_seconds,
       due_time = row.due_time,
       heartbeats = row.heartbeats,
       -- What was unmatched once keeps its name.
       unmatched_id = CASE WHEN row.registration_id IS NULL OR row.kind <> 'PERSON'
                           THEN coalesce(c.unmatched_id, gen_random_uuid())
                           ELSE c.unmatched_id END
  FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::uuid[], $7::smallint[],
              $8::text[], $9::boolean[], $10::text[], $11::timestamptz[],
              $12::timestamptz[], $13::bigint[], $14::timestamptz[], $15::tstzmultirange[])
       AS row (session_id, source, instance_id, connection_id, registration_id, match_rank,
               kind, resolved, counted_session_id, first_time, last_time, online_seconds,
               due_time, heartbeats)
 CROSS JOIN LATERAL
       -- Its place, which nobody changes while the instance is locked.
       (SELECT found.ctid
          FROM rollcall.presence_connection found
         WHERE found.event_id = $1
           AND found.session_id = row.session_id
           AND found.source = row.source
           AND found.instance_id = row.instance_id
           AND found.connection_id = row.connection_id
        OFFSET 0) AS found
 WHERE c.event_id = $1
   AND c.ctid = found.ctid
RETURNING c.connection_id
