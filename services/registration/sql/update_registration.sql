-- Changes what the registration, which is locked, says about itself.
UPDATE rollcall.registration
   SET country_code = $3,
       sector_id = $4,
       waitlist_priority = $5,
       blocked = $6,
       change_xid = pg_current_xact_id(),
       version = version + 1
 WHERE event_id = $1
   AND registration_id = $2
RETURNING registration_id
