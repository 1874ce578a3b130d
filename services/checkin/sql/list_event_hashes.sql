-- The content of the events as recorded.
SELECT row.source, row.source_event_id, e.content_hash
  FROM unnest($2::text[], $3::text[]) AS row (source, source_event_id)
 CROSS JOIN LATERAL
       (SELECT e.content_hash
          FROM rollcall.presence_event e
         WHERE e.event_id = $1
           AND e.source = row.source
           AND e.source_event_id = row.source_event_id
        OFFSET 0) AS e
