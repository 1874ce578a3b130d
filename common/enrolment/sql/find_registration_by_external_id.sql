-- The live registration with the external id. No row when there is none.
SELECT registration_id
  FROM rollcall.person
 WHERE event_id = $1
   AND external_id = $2
   AND live
