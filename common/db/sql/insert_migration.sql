INSERT INTO rollcall.schema_migration (version, name, checksum, oldest_program)
VALUES ($1, $2, $3, $4)
RETURNING version
