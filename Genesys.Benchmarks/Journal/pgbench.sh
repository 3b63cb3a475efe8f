#!/usr/bin/env bash
# What the PostgreSQL server itself does with rows of the journal's size, as the limit beside which `journal --provider Postgres` is read: pgbench inserts
# a key of 16 bytes and a record of 700 into one table with a primary key and an index of times, a row to each commit of 64 clients, then as many
# rows to each commit of two clients as the journal's writer has.
# usage: Genesys.Benchmarks/Journal/pgbench.sh [seconds per measurement] [rounds] [rows of a commit]
# The server is named as libpq's programs take it: PGHOST, PGPORT, PGUSER, PGDATABASE. The schema pgbench_journal is made and dropped.
set -euo pipefail
source "$(dirname "$0")/../usage.sh"
seconds=${1:-5} rounds=${2:-2} rows=${3:-32}
command -v pgbench >/dev/null || { echo "pgbench isn't installed (Debian: apt-get install postgresql-contrib)." >&2; exit 1; }

folder=$(mktemp -d)
trap 'psql -qc "DROP SCHEMA IF EXISTS pgbench_journal CASCADE" 2>/dev/null; rm -rf "$folder"' EXIT
psql -q <<'SQL'
SET client_min_messages = warning;
DROP SCHEMA IF EXISTS pgbench_journal CASCADE;
CREATE SCHEMA pgbench_journal;
CREATE TABLE pgbench_journal.events (event uuid PRIMARY KEY, at bigint NOT NULL, record bytea NOT NULL);
CREATE INDEX events_by_time ON pgbench_journal.events (at);
ALTER TABLE pgbench_journal.events ALTER COLUMN record SET STORAGE EXTERNAL;
SQL
insert="INSERT INTO pgbench_journal.events SELECT gen_random_uuid(), :client_id + n, decode(repeat('00', 700), 'hex') FROM generate_series(1, ROWS) n;"
echo "${insert/ROWS/1}" >"$folder/one.sql"
echo "${insert/ROWS/$rows}" >"$folder/many.sql"

measure() { # clients, rows, script
    pgbench -n -M prepared -c "$1" -j 2 -T "$seconds" -f "$folder/$3.sql" -l --log-prefix="$folder/log" >"$folder/out" 2>/dev/null
    awk -v clients="$1" -v rows="$2" -v p99="$(cut -d' ' -f3 "$folder"/log.* | sort -n | awk '{ all[NR] = $1 } END { print all[int(NR * 0.99)] / 1000 }')" \
        '/^tps/ { printf "%2d clients  %3d rows a commit  %8.0f rows/s  %6.0f commits/s  commit p99 %.1f ms\n", clients, rows, $3 * rows, $3, p99 }' "$folder/out"
    rm -f "$folder"/log.*
}

for _ in $(seq "$rounds"); do
    measure 64 1 one
    measure 2 "$rows" many
done
