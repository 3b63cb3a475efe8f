#!/usr/bin/env bash
# Durable accepts/s and rejects/s of the receiver beside a bare Kestrel endpoint that answers the same bytes, in one run, with wrk (64 connections) on the
# same machine, once both are warm: of events that name no conversation (valid), of those that name one (conversation: ten to each, fetched from a stub in
# the bare endpoint's process that answers at once), and of such as break their schema (invalid).
# Traces are exported over OTLP at 10 % sampling, metrics and logs are on; the sink says what reached it.
# usage: Genesys.Benchmarks/Http/compare.sh [seconds per measurement] [rounds]
#   JOURNAL=path          SQLite file (default: a new one in a temporary folder)
#   POSTGRES=connection   the journal is this PostgreSQL database instead
#   TELEMETRY=off         nothing is exported
#   KINDS="valid invalid" only these events
#   PUBLISHED=folder      the receiver that `dotnet publish` put there, not the one that is built beside this
source "$(dirname "$0")/../usage.sh"
source "$(dirname "$0")/stack.sh"
seconds=${1:-10} rounds=${2:-3}

bare_port=$(free_port) receiver_port=$(free_port) sink_port=$(free_port)
start bare "$bare_port" "${benchmarks[@]}" bare-kestrel
start sink "$sink_port" "${benchmarks[@]}" otlp-sink
# The log is measured too, as it is by default.
unset Logging__LogLevel__Default
export ConnectionStrings__journal="${POSTGRES:-${JOURNAL:-$folder/journal.db}}" \
    GENESYS_API_BASE="http://127.0.0.1:$bare_port" GENESYS_LOGIN_BASE="http://127.0.0.1:$bare_port" Genesys__RequestsPerMinute=1000000 \
    Admin__Operators__benchmark__ApiKey=benchmark-admin-key Admin__Operators__benchmark__Role=reader
[ "${TELEMETRY:-on}" = off ] || export OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:$sink_port" OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf \
    OTEL_TRACES_SAMPLER=parentbased_traceidratio OTEL_TRACES_SAMPLER_ARG=0.1 OTEL_METRIC_EXPORT_INTERVAL=1000
start receiver "$receiver_port" "${receiver[@]}"
receiver_id=${pids[-1]}

measure() { # port, script -> requests/s, p99, answers that aren't 2xx, requests
    wrk -t2 -c64 -d"${seconds}s" --latency -s "Genesys.Benchmarks/Http/$2.lua" "http://127.0.0.1:$1" |
        awk '/99%/ { p99 = $2 } /Requests\/sec/ { rate = $2 } /requests in/ { all = $1 } /Non-2xx/ { other = $NF } END { print rate, p99, other + 0, all }'
}

open_deliveries() { curl -s -H 'X-Api-Key: benchmark-admin-key' "http://127.0.0.1:$receiver_port/admin/counts" | grep -o '"openDeliveries":[0-9]*' | cut -d: -f2; }

settle() { # until what was recorded is finished, so that nothing runs beside the next measurement; prints how much was left and the seconds that it took
    local left began took
    left=$(open_deliveries) began=$(date +%s.%N)
    while [ "$(open_deliveries)" -gt 100 ]; do read -rt 0.2 <> <(:) || true; done
    took=$(awk "BEGIN { printf \"%.1f\", $(date +%s.%N) - $began }")
    calm "$receiver_id"
    echo "$left $took" # last: whoever reads it goes on then
}

fetched() { curl -s "http://127.0.0.1:$bare_port/fetched"; }

written() { awk '/^write_bytes/ { print $2 }' "/proc/$receiver_id/io"; }

commits() { # once its last measurements have arrived
    [ "${TELEMETRY:-on}" = off ] && { echo 0; return; }
    read -rt 1.5 <> <(:) || true
    curl -s "http://127.0.0.1:$sink_port/"
}

# records, sink's line before and after -> records per commit, and the bucket that holds the 99th percentile of the commits' durations
describe() {
    python3 - "$@" <<'PY'
import sys
records, before, after = int(sys.argv[1]), sys.argv[2].split(" "), sys.argv[3].split(" ")
if len(after) < 3 or not after[1]: print("- -"); sys.exit()
bounds = [float(x) for x in after[1].split(",")]
counts = [int(x) for x in after[2].split(",")]
if len(before) > 2 and before[2]: counts = [b - a for a, b in zip((int(x) for x in before[2].split(",")), counts)]
total, seen, p99 = sum(counts), 0, "-"
for bound, count in zip(bounds + [float("inf")], counts):
    seen += count
    if total and seen >= 0.99 * total: p99 = f"<={bound * 1000:g}ms"; break
print(f"{records / max(1, total):.1f} {p99}")
PY
}

kinds=(${KINDS:-valid conversation invalid})
row='%-6s %-12s %11s %11s %6s %9s %9s %8s %9s %11s %13s %13s %13s\n'
printf "$row" round event bare/s receiver/s ratio "bare p99" "our p99" non-2xx /commit "commit p99" bytes/record fetches/1000 "open after"
# Code is compiled as it is used: a first round of each is run and not told.
for event in "${kinds[@]}"; do
    for port in "$bare_port" "$receiver_port"; do
        measure "$port" "$event" >/dev/null
    done
    settle >/dev/null
done

for round in $(seq "$rounds"); do
    for event in "${kinds[@]}"; do
        read -r bare bare_p99 _ _ < <(measure "$bare_port" "$event")
        before=$(commits) bytes=$(written) fetches=$(fetched)
        read -r ours our_p99 other all < <(measure "$receiver_port" "$event")
        bytes=$(( $(written) - bytes )) fetches=$(( $(fetched) - fetches ))
        read -r each p99 < <(describe "$all" "$before" "$(commits)")
        read -r left seconds_after < <(settle)
        printf "$row" "$round" "$event" "$bare" "$ours" \
            "$(awk "BEGIN { printf \"%.2f\", $ours / $bare }")" "$bare_p99" "$our_p99" "$other" "$each" "$p99" "$((bytes / all))" \
            "$((fetches * 1000 / all))" "$left ${seconds_after}s"
    done
done
[ "${TELEMETRY:-on}" = off ] || echo "exported (signal=requests/bytes): $(commits | cut -d' ' -f4-)"
