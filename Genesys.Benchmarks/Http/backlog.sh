#!/usr/bin/env bash
# How fast a backlog of hand-overs drains while events come in: some are recorded for a webhook where nobody listens, then its consumer (a bare Kestrel
# endpoint that answers 204) comes up. A receiver, the consumer and wrk (32 connections) share the machine. Nothing is exported.
# usage: Genesys.Benchmarks/Http/backlog.sh [hand-overs that wait] [seconds] [events/s that come in, about]
#   PUBLISHED=folder      the receiver that `dotnet publish` put there, not the one that is built beside this
#   CONCURRENCY=32        calls at a time
#   POSTGRES=TEXT         a connection string of a database that is empty
source "$(dirname "$0")/../usage.sh"
source "$(dirname "$0")/stack.sh"
waiting=${1:-200000} seconds=${2:-40} rate=${3:-1000}

consumer=$(free_port) port=$(free_port)
export ConnectionStrings__journal="${POSTGRES:-$folder/journal.db}" \
    Destinations__crm__Type=Webhook Destinations__crm__Url="http://127.0.0.1:$consumer/consumer" Destinations__crm__MaxDelay=00:00:01 \
    Destinations__crm__Secrets__0=whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD Destinations__crm__Concurrency="${CONCURRENCY:-32}" \
    Destinations__crm__MaxWaiting=100000000
start receiver "$port" "${receiver[@]}"
pid=${pids[0]}

load() { wrk -t2 -c32 "$@" "http://127.0.0.1:$port" | awk '/requests in/ { print $1 } /Requests\/sec/ { print $2 }'; }
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
start consumer "$consumer" "${benchmarks[@]}" bare-kestrel
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
