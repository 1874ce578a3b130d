-- Always one row. receive_time is the server's clock: the beginning of the
-- transaction.
SELECT EXISTS (SELECT FROM rollcall.event WHERE event_id = $1) AS event_exists,
       EXISTS (SELECT FROM rollcall.agenda_session
                WHERE event_id = $1 AND session_id = $2) AS session_exists,
       now() AS receive_time
