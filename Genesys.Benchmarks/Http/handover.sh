#!/usr/bin/env bash
# What handing on costs accepts, and hand-overs/s to one webhook: a receiver with a webhook for every event beside one without, in one run, with wrk
# (64 connections) on the same machine; the consumer is a bare Kestrel endpoint that reads the body and answers 204. Nothing is exported.
# usage: Genesys.Benchmarks/Http/handover.sh [seconds per measurement] [rounds]
#   CONCURRENCY=32        calls at a time
#   PUBLISHED=folder      the receiver that `dotnet publish` put there, not the one that is built beside this
#   POSTGRES=TEXT         a connection string without a database: the journals are its databases handover_without and handover_with, which have to be there
# The last line is what as many bare requests take: the same size, no event behind them, a loop over SocketsHttpHandler.
source "$(dirname "$0")/../usage.sh"
source "$(dirname "$0")/stack.sh"
seconds=${1:-10} rounds=${2:-3}

bare=$(free_port) without=$(free_port) with=$(free_port)
start bare "$bare" "${benchmarks[@]}" bare-kestrel
journal() { if [ -n "${POSTGRES:-}" ]; then echo "$POSTGRES;Database=handover_$1"; else echo "$folder/$1.db"; fi; }
ConnectionStrings__journal="$(journal without)" start without "$without" "${receiver[@]}"
without_id=${pids[-1]}
ConnectionStrings__journal="$(journal with)" Destinations__crm__Type=Webhook Destinations__crm__Url="http://127.0.0.1:$bare/consumer" \
    Destinations__crm__Secrets__0=whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD Destinations__crm__Concurrency="${CONCURRENCY:-32}" \
    Destinations__crm__MaxWaiting=100000000 start with "$with" "${receiver[@]}"
with_id=${pids[-1]}

accepts() { wrk -t2 -c64 -d"${seconds}s" -s Genesys.Benchmarks/Http/valid.lua "http://127.0.0.1:$1" | awk '/Requests\/sec/ { print $2 }'; }
taken() { curl -s "http://127.0.0.1:$bare/consumer"; }

settle() { # until the consumer is given nothing more; prints the rate of that
    local first now last began
    first=$(taken) last=-1 began=$(date +%s.%N)
    while now=$(taken); [ "$now" != "$last" ]; do last=$now; read -rt 1 <> <(:) || true; done
    awk "BEGIN { t = $(date +%s.%N) - $began - 1; printf \"%.0f\", (t > 0.5 ? ($now - $first) / t : 0) }"
}

# Twice: the first one is the compiler's.
for _ in 1 2; do
    accepts "$without" >/dev/null; calm "$without_id"
    accepts "$with" >/dev/null; settle >/dev/null; calm "$with_id"
done
printf '%-6s %14s %14s %6s %22s %22s\n' round "without/s" "with/s" ratio "handed on beside load/s" "handed on after it/s"
for round in $(seq "$rounds"); do
    a=$(accepts "$without"); calm "$without_id"
    before=$(taken) b=$(accepts "$with") after=$(taken)
    drained=$(settle); calm "$with_id"
    printf '%-6s %14s %14s %6s %22s %22s\n' "$round" "$a" "$b" "$(awk "BEGIN { printf \"%.2f\", $b / $a }")" "$(( (after - before) / seconds ))" "$drained"
done
echo "bare requests: $("${benchmarks[@]}" post-loop "http://127.0.0.1:$bare/consumer" "$seconds" "${CONCURRENCY:-32}" 1100)"
echo "load average: $(cut -d' ' -f1-3 /proc/loadavg)"
