-- The logins of the services and of migrations, with what each is a member of, and
-- the database. For psql and a superuser of the server; may be run again.
--
--   psql -X -f logins.sql
--
-- Passwords become those of the variables owner_password, registration_password,
-- checkin_password and reporting_password, where there are any.
\set ON_ERROR_STOP on
SET password_encryption = 'scram-sha-256';
-- What is there already is no news.
SET client_min_messages = warning;

SELECT format('CREATE ROLE %I NOLOGIN', name)
  FROM unnest(ARRAY['rollcall_access', 'rollcall_audit', 'rollcall_registration',
                    'rollcall_checkin', 'rollcall_reporting',
                    'rollcall_reporting_writer']) AS name
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)
\gexec
SELECT format('CREATE ROLE %I LOGIN', name)
  FROM unnest(ARRAY['rollcall_owner', 'registration_service', 'checkin_service',
                    'reporting_service']) AS name
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)
\gexec

ALTER ROLE rollcall_owner CREATEROLE;
GRANT rollcall_access, rollcall_audit, rollcall_registration, rollcall_checkin,
      rollcall_reporting, rollcall_reporting_writer TO rollcall_owner WITH ADMIN OPTION;
GRANT rollcall_registration, rollcall_access TO registration_service;
GRANT rollcall_checkin, rollcall_access TO checkin_service;
GRANT rollcall_reporting, rollcall_reporting_writer, rollcall_access TO reporting_service;

SELECT format('ALTER ROLE %I SET %I = %L', login, setting, value)
  FROM unnest(ARRAY['registration_service', 'checkin_service', 'reporting_service']) AS login,
       (VALUES ('statement_timeout', '30s'), ('lock_timeout', '15s'),
               ('idle_in_transaction_session_timeout', '30s')) AS bound (setting, value)
\gexec

\if :{?owner_password}
ALTER ROLE rollcall_owner PASSWORD :'owner_password';
\endif
\if :{?registration_password}
ALTER ROLE registration_service PASSWORD :'registration_password';
\endif
\if :{?checkin_password}
ALTER ROLE checkin_service PASSWORD :'checkin_password';
\endif
\if :{?reporting_password}
ALTER ROLE reporting_service PASSWORD :'reporting_password';
\endif

SELECT 'CREATE DATABASE rollcall OWNER rollcall_owner ENCODING ''UTF8'' TEMPLATE template0'
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'rollcall')
\gexec
