-- Signed tickets.

-- A ticket's serial is random: who presents it was given the ticket.
ALTER TABLE rollcall.ticket
  ADD serial uuid NOT NULL DEFAULT gen_random_uuid(),
  ADD request_id uuid,
  DROP CONSTRAINT ticket_pkey,
  DROP secret;
ALTER TABLE rollcall.ticket ALTER serial DROP DEFAULT, ADD PRIMARY KEY (event_id, serial);
CREATE UNIQUE INDEX ticket_valid ON rollcall.ticket (event_id, registration_id)
  WHERE NOT revoked;
CREATE UNIQUE INDEX ticket_request ON rollcall.ticket (event_id, request_id);

-- What verifies tickets; the private keys are in files.
CREATE TABLE rollcall.ticket_key (
  key_id      integer NOT NULL,
  public_key  bytea NOT NULL CHECK (length(public_key) = 32),
  create_time timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (key_id)
);
