-- Keeps the answer of an import that insert_import began.
UPDATE rollcall.registration_import
   SET response = $3
 WHERE event_id = $1
   AND request_id = $2
RETURNING request_id
