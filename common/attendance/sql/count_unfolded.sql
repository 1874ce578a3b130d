-- How many rollup rows of event $1 are not in slot $2, by table.
SELECT (SELECT count(*) FROM rollcall.attendance_rollup
         WHERE event_id = $1 AND slot <> $2::smallint) AS cell_count,
       (SELECT count(*) FROM rollcall.presence_rollup
         WHERE event_id = $1 AND slot <> $2::smallint) AS minute_count,
       (SELECT count(*) FROM rollcall.session_pair_rollup
         WHERE event_id = $1 AND slot <> $2::smallint) AS pair_count
