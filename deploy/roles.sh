#!/bin/sh
# Runs once, when the database's volume is empty: the four roles and the database, with passwords from secrets.
# The same as `python -m tenants.roles` makes; none of the roles is a superuser.
set -eu
read_secret() { tr -d '\n' < "/run/secrets/$1"; }
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
  -v owner="$(read_secret owner_password)" -v application="$(read_secret application_password)" \
  -v reader="$(read_secret reader_password)" -v intake="$(read_secret intake_password)" <<'SQL'
CREATE ROLE portal_owner LOGIN PASSWORD :'owner';
CREATE ROLE portal_app LOGIN PASSWORD :'application';
CREATE ROLE portal_reader LOGIN PASSWORD :'reader';
ALTER ROLE portal_reader SET default_transaction_read_only = on;
CREATE ROLE portal_intake LOGIN PASSWORD :'intake';
CREATE DATABASE cong_xa OWNER portal_owner TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8';
REVOKE ALL ON DATABASE cong_xa FROM PUBLIC;
GRANT CONNECT ON DATABASE cong_xa TO portal_owner, portal_app, portal_reader, portal_intake;
\connect cong_xa
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO portal_owner, portal_app, portal_reader, portal_intake;
GRANT CREATE ON SCHEMA public TO portal_owner;
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public;
CREATE EXTENSION IF NOT EXISTS unaccent SCHEMA public;
CREATE EXTENSION IF NOT EXISTS btree_gin SCHEMA public;
CREATE EXTENSION IF NOT EXISTS btree_gist SCHEMA public;
ALTER DEFAULT PRIVILEGES FOR ROLE portal_owner GRANT USAGE ON SCHEMAS TO portal_app;
ALTER DEFAULT PRIVILEGES FOR ROLE portal_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO portal_app;
ALTER DEFAULT PRIVILEGES FOR ROLE portal_owner GRANT USAGE, SELECT ON SEQUENCES TO portal_app;
SQL
