-- The commitment to the text $3 about the person of registration $2. No row once the
-- person is erased.
SELECT sha256(audit_salt || $3::bytea) AS commitment
  FROM rollcall.person
 WHERE event_id = $1
   AND registration_id = $2
