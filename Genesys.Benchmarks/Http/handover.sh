#!/usr/bin/env bash
# What handing on costs accepts, and hand-overs/s to one webhook: a receiver with a webhook for every event beside one without, in one run, with wrk
# (64 connections) on the same machine; the consumer is a bare Kestrel endpoint that reads the body and answers 204. Nothing is exported.
# usage: Genesys.Benchmarks/Http/handover.sh [seconds per measurement] [rounds]
#   CONCURRENCY=32        calls at a time
#   POSTGRES=TEXT         a connection string without a database: the journals are its databases handover_without and handover_with, which have to be there
# The last line is what as many bare requests take: the same size, no event behind them, a loop over SocketsHttpHandler.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-10} rounds=${2:-3}
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

bare=$(free_port) without=$(free_port) with=$(free_port) nowhere=$(free_port)
start bare "$bare" dotnet $parts/Genesys.Benchmarks.dll bare-kestrel
export Intake__Auth__Mode=None GENESYS_API_BASE="http://127.0.0.1:$nowhere" GENESYS_CLIENT_ID=benchmark GENESYS_CLIENT_SECRET=benchmark \
    AWS_REGION=us-east-1 AWS_ENDPOINT_URL_CLOUDWATCH_LOGS="http://127.0.0.1:$nowhere" AWS_ACCESS_KEY_ID=benchmark AWS_SECRET_ACCESS_KEY=benchmark \
    ASPNETCORE_CONTENTROOT="$PWD/Genesys.Receiver" Logging__LogLevel__Default=Warning
journal() { if [ -n "${POSTGRES:-}" ]; then echo "$POSTGRES;Database=handover_$1"; else echo "$folder/$1.db"; fi; }
[ -z "${POSTGRES:-}" ] || export Journal__Provider=Postgres
ConnectionStrings__journal="$(journal without)" start without "$without" dotnet $parts/Genesys.Receiver.dll
ConnectionStrings__journal="$(journal with)" Destinations__crm__Type=Webhook Destinations__crm__Url="http://127.0.0.1:$bare/consumer" \
    Destinations__crm__Secrets__0=whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD Destinations__crm__Concurrency="${CONCURRENCY:-32}" \
    Destinations__crm__MaxWaiting=100000000 start with "$with" dotnet $parts/Genesys.Receiver.dll

accepts() { wrk -t2 -c64 -d"${seconds}s" -s Genesys.Benchmarks/Http/valid.lua "http://127.0.0.1:$1" | awk '/Requests\/sec/ { print $2 }'; }
taken() { curl -s "http://127.0.0.1:$bare/consumer"; }

settle() { # until the consumer is given nothing more; prints the rate of that
    local first now last began
    first=$(taken) last=-1 began=$(date +%s.%N)
    while now=$(taken); [ "$now" != "$last" ]; do last=$now; read -rt 1 <> <(:) || true; done
    awk "BEGIN { t = $(date +%s.%N) - $began - 1; printf \"%.0f\", (t > 0.5 ? ($now - $first) / t : 0) }"
}

# Twice: the first one is the compiler's.
for _ in 1 2; do accepts "$without" >/dev/null; accepts "$with" >/dev/null; settle >/dev/null; done
printf '%-6s %14s %14s %6s %22s %22s\n' round "without/s" "with/s" ratio "handed on beside load/s" "handed on after it/s"
for round in $(seq "$rounds"); do
    a=$(accepts "$without")
    before=$(taken) b=$(accepts "$with") after=$(taken)
    printf '%-6s %14s %14s %6s %22s %22s\n' "$round" "$a" "$b" "$(awk "BEGIN { printf \"%.2f\", $b / $a }")" "$(( (after - before) / seconds ))" "$(settle)"
done
echo "bare requests: $(dotnet $parts/Genesys.Benchmarks.dll post-loop "http://127.0.0.1:$bare/consumer" "$seconds" "${CONCURRENCY:-32}" 1100)"
echo "load average: $(cut -d' ' -f1-3 /proc/loadavg)"
