-- The live registration with the normalized address. No row when there is none.
SELECT registration_id
  FROM rollcall.person
 WHERE event_id = $1
   AND email_key = $2
   AND live
