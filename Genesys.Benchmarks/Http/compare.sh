#!/usr/bin/env bash
# Accepts/s and rejects/s of the receiver beside a bare Kestrel endpoint, in one run, with wrk on the same machine.
# usage: Genesys.Benchmarks/Http/compare.sh [seconds per measurement] [rounds]
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-10} rounds=${2:-3}
command -v wrk >/dev/null || { echo "wrk isn't installed (Debian: apt-get install wrk)." >&2; exit 1; }

dotnet build -c Release -v q -nologo -clp:NoSummary Genesys.Benchmarks
folder=$(mktemp -d)
pids=()
trap 'kill "${pids[@]}" 2>/dev/null; wait 2>/dev/null; rm -rf "$folder"' EXIT

start() { # name, port, command...
    local name=$1 port=$2; shift 2
    ASPNETCORE_URLS="http://127.0.0.1:$port" "$@" >"$folder/$name.log" 2>&1 &
    pids+=($!)
    for _ in $(seq 100); do
        curl -s -o /dev/null "http://127.0.0.1:$port/" && return
        read -rt 0.1 <> <(:) || true
    done
    echo "$name didn't start:" >&2; cat "$folder/$name.log" >&2; exit 1
}

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

bare_port=$(free_port) receiver_port=$(free_port) nowhere=$(free_port)
start bare "$bare_port" dotnet Genesys.Benchmarks/bin/Release/net10.0/Genesys.Benchmarks.dll bare-kestrel
export Intake__Auth__Mode=None ConnectionStrings__journal="$folder/journal.db" \
    GENESYS_API_BASE="http://127.0.0.1:$nowhere" GENESYS_CLIENT_ID=benchmark GENESYS_CLIENT_SECRET=benchmark \
    AWS_REGION=us-east-1 AWS_ENDPOINT_URL_CLOUDWATCH_LOGS="http://127.0.0.1:$nowhere" AWS_ACCESS_KEY_ID=benchmark AWS_SECRET_ACCESS_KEY=benchmark \
    OTEL_TRACES_SAMPLER=parentbased_traceidratio OTEL_TRACES_SAMPLER_ARG=0.1 Logging__LogLevel__Default=Warning
[ -n "${OTLP:-}" ] && export OTEL_EXPORTER_OTLP_ENDPOINT="$OTLP"
start receiver "$receiver_port" dotnet Genesys.Receiver/bin/Release/net10.0/Genesys.Receiver.dll

measure() { # port, script -> requests/s and p99
    wrk -t2 -c64 -d"${seconds}s" --latency -s "Genesys.Benchmarks/Http/$2.lua" "http://127.0.0.1:$1" |
        awk '/99%/ { p99 = $2 } /Requests\/sec/ { rate = $2 } /Non-2xx/ { other = $NF } END { print rate, p99, other + 0 }'
}

printf '%-6s %-8s %12s %12s %7s %10s %10s %9s\n' round event bare/s receiver/s ratio "bare p99" "our p99" non-2xx
for round in $(seq "$rounds"); do
    for event in valid invalid; do
        read -r bare bare_p99 _ < <(measure "$bare_port" "$event")
        read -r ours our_p99 other < <(measure "$receiver_port" "$event")
        printf '%-6s %-8s %12s %12s %7s %10s %10s %9s\n' "$round" "$event" "$bare" "$ours" \
            "$(awk "BEGIN { printf \"%.2f\", $ours / $bare }")" "$bare_p99" "$our_p99" "$other"
    done
done
