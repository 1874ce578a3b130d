-- Whether the registration $3 of the delegation $2 is live. No row when the
-- delegation has no such member.
SELECT state IN ('PENDING', 'CONFIRMED', 'WAITLISTED') AS live
  FROM rollcall.registration
 WHERE event_id = $1
   AND delegation_id = $2
   AND registration_id = $3
