#!/usr/bin/env bash
# How fast a backlog of hand-overs drains while events come in: some are recorded for a webhook where nobody listens, then its consumer (a bare Kestrel
# endpoint that answers 204) comes up. A receiver, the consumer and wrk (32 connections) share the machine. Nothing is exported.
# usage: Genesys.Benchmarks/Http/backlog.sh [hand-overs that wait] [seconds] [events/s that come in, about]
#   PUBLISHED=folder      the receiver as it is published
#   POSTGRES=TEXT         a connection string of a database that is empty
set -euo pipefail
cd "$(dirname "$0")/../.."
waiting=${1:-200000} seconds=${2:-40} rate=${3:-1000}
command -v wrk >/dev/null || { echo "wrk isn't installed (Debian: apt-get install wrk)." >&2; exit 1; }

[ -n "${NO_BUILD:-}" ] || dotnet build -c Release -v q -nologo -clp:NoSummary Genesys.Benchmarks
parts=Genesys.Benchmarks/bin/Release/net10.0
folder=$(mktemp -d)
pids=()
trap 'kill "${pids[@]}" 2>/dev/null; wait 2>/dev/null; rm -rf "$folder"' EXIT

start() { # name, port, command...
    local name=$1 port=$2; shift 2
    ASPNETCORE_URLS="http://127.0.0.1:$port" "$@" >"$folder/$name.log" 2>&1 &
    pids+=($!)
    for _ in $(seq 600); do
        curl -s -o /dev/null "http://127.0.0.1:$port/" && return
        read -rt 0.1 <> <(:) || true
    done
    echo "$name didn't start:" >&2; cat "$folder/$name.log" >&2; exit 1
}

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

consumer=$(free_port) receiver=$(free_port) nowhere=$(free_port)
export Intake__Auth__Mode=None GENESYS_API_BASE="http://127.0.0.1:$nowhere" GENESYS_CLIENT_ID=benchmark GENESYS_CLIENT_SECRET=benchmark \
    AWS_REGION=us-east-1 AWS_ENDPOINT_URL_CLOUDWATCH_LOGS="http://127.0.0.1:$nowhere" AWS_ACCESS_KEY_ID=benchmark AWS_SECRET_ACCESS_KEY=benchmark \
    ASPNETCORE_CONTENTROOT="$PWD/Genesys.Receiver" Logging__LogLevel__Default=Error ConnectionStrings__journal="${POSTGRES:-$folder/journal.db}" \
    Destinations__crm__Type=Webhook Destinations__crm__Url="http://127.0.0.1:$consumer/consumer" Destinations__crm__MaxDelay=00:00:01 \
    Destinations__crm__Secrets__0=whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD Destinations__crm__Concurrency="${CONCURRENCY:-32}" \
    Destinations__crm__MaxWaiting=100000000
[ -z "${POSTGRES:-}" ] || export Journal__Provider=Postgres
program=(dotnet $parts/Genesys.Receiver.dll)
[ -z "${PUBLISHED:-}" ] || program=("$PUBLISHED/Genesys.Receiver")
start receiver "$receiver" "${program[@]}"
pid=${pids[0]}

load() { wrk -t2 -c32 "$@" "http://127.0.0.1:$receiver" | awk '/requests in/ { print $1 } /Requests\/sec/ { print $2 }'; }
taken() { curl -s "http://127.0.0.1:$consumer/consumer"; }
memory() { awk '/VmRSS/ { print int($2 / 1024) }' "/proc/$pid/status"; }

recorded=0
while [ "$recorded" -lt "$waiting" ]; do
    read -r now < <(load -d2s -s Genesys.Benchmarks/Http/valid.lua)
    recorded=$((recorded + now))
done
echo "$recorded wait; the receiver has $(memory) MB"

# Each connection rests between two events.
echo "dofile('Genesys.Benchmarks/Http/valid.lua'); function delay() return $((32000 / rate)) end" >"$folder/steady.lua"
load -d"$((seconds + 5))s" -s "$folder/steady.lua" >"$folder/load" &
load=$!
start consumer "$consumer" dotnet $parts/Genesys.Benchmarks.dll bare-kestrel
began=$(date +%s.%N)
for _ in $(seq "$seconds"); do
    read -rt 1 <> <(:) || true
    echo "$(date +%s.%N) $(taken)" >>"$folder/taken"
done
wait "$load"
awk -v began="$began" -v recorded="$recorded" -v coming="$(tail -1 "$folder/load")" '
    { t = $1 - began; last = $2 / t }
    !gone && $2 >= recorded + coming * t - coming { gone = t; rate = $2 / t }
    END {
        printf "%.0f/s come in, %.0f/s are handed on: the backlog ", coming, gone ? rate : last
        if (gone) printf "is gone after %.0f s\n", gone; else printf "isn'"'"'t gone after %.0f s\n", t
    }' "$folder/taken"
echo "the receiver has $(memory) MB; load average: $(cut -d' ' -f1-3 /proc/loadavg)"
