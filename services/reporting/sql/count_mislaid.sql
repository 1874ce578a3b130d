-- How many people of event $1 a door has let in without a stay in that room, or who
-- have a stay and were not let in.
WITH admitted AS (
  SELECT d.session_id, d.registration_id
    FROM rollcall.report_decision d
   WHERE d.event_id = $1
     AND d.outcome = 'ADMITTED'
     AND NOT d.quarantined
     AND d.registration_id IS NOT NULL
     AND NOT EXISTS (SELECT FROM rollcall.report_annulment a
                      WHERE a.event_id = d.event_id
                        AND a.device_id = d.device_id
                        AND a.scan_id = d.scan_id)
), stayed AS (
  SELECT session_id, registration_id
    FROM rollcall.presence_interval
   WHERE event_id = $1
     AND mode = 'IN_PERSON'
     AND anomaly = 'UNSPECIFIED'
)
SELECT count(DISTINCT registration_id) AS person_count
  FROM ((TABLE admitted EXCEPT TABLE stayed)
        UNION ALL
        (TABLE stayed EXCEPT TABLE admitted)) AS mislaid
