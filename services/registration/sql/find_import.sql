-- The answer of the import with the request_id. No row when there is none.
SELECT response
  FROM rollcall.registration_import
 WHERE event_id = $1
   AND request_id = $2
