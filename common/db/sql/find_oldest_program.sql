-- The oldest program that is connected and older than of schema $1, by what it calls
-- itself; none when there is none. Every role may read that of all sessions.
SELECT name.parts[1] AS program, name.parts[2]::integer AS schema
  FROM pg_catalog.pg_stat_activity a
 CROSS JOIN LATERAL regexp_match(a.application_name, '^(rollcall-[a-z]+)/([0-9]{1,6})')
                    AS name (parts)
 WHERE a.datname = pg_catalog.current_database()
   AND name.parts[2]::integer < $1::integer
 ORDER BY 2
 LIMIT 1
