-- The limited places of the event, in key order. Locks them all: whoever takes or
-- frees places of one event does so one after the other.
SELECT session_id, mode, place_count, taken_count
  FROM rollcall.capacity
 WHERE event_id = $1
 ORDER BY session_id, mode
   FOR NO KEY UPDATE
