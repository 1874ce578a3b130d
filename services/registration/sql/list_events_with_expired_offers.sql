-- Up to $1 events with offers that nobody took in time.
SELECT DISTINCT event_id
  FROM rollcall.registration
 WHERE offer_expire_time <= now()
 LIMIT $1
