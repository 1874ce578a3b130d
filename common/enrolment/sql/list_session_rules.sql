-- The modes that each of the sessions $2 allows, or each of the event when $2 is
-- null; none means all. No row for one that the event does not have.
SELECT session_id, array_to_string(allowed_modes, ',') AS allowed_modes
  FROM rollcall.agenda_session
 WHERE event_id = $1
   AND ($2::text[] IS NULL OR session_id = ANY ($2::text[]))
