#!/usr/bin/env bash
# PutLogEvents/s of MockCloudWatch, beside moto's server in the same run when Python has it; then a million events: memory, and FilterLogEvents over them.
# usage: Genesys.Benchmarks/MockCloudWatch/compare.sh [seconds per measurement] [events]
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-5} events=${2:-1000000}

dotnet build -c Release -v q -nologo -clp:NoSummary Genesys.Benchmarks
dotnet build -c Release -v q -nologo -clp:NoSummary Genesys.MockCloudWatch
folder=$(mktemp -d)
pids=()
trap 'kill "${pids[@]}" 2>/dev/null; wait 2>/dev/null; rm -rf "$folder"' EXIT

start() { # name, port, command...
    local name=$1 port=$2; shift 2
    "$@" >"$folder/$name.log" 2>&1 &
    pids+=($!)
    for _ in $(seq 200); do
        curl -s -o /dev/null "http://127.0.0.1:$port/" && return
        read -rt 0.1 <> <(:) || true
    done
    echo "$name didn't start:" >&2; cat "$folder/$name.log" >&2; exit 1
}

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
load() { dotnet Genesys.Benchmarks/bin/Release/net10.0/Genesys.Benchmarks.dll cloudwatch-logs "$@"; }
resident() { awk '/VmRSS/ { printf "%.0f MB", $2 / 1024 }' "/proc/$1/status"; }

ours_port=$(free_port)
start ours "$ours_port" env ASPNETCORE_URLS="http://127.0.0.1:$ours_port" Logging__LogLevel__Default=Warning \
    dotnet Genesys.MockCloudWatch/bin/Release/net10.0/Genesys.MockCloudWatch.dll
ours=${pids[-1]}
printf '%-10s %14s %16s\n' 'calls/s' '1 event a call' '100 events a call'
read -r ours_1 ours_100 < <(load --url "http://127.0.0.1:$ours_port" --seconds "$seconds")
printf '%-10s %14s %16s\n' ours "$ours_1" "$ours_100"
if python3 -c 'import moto.server' 2>/dev/null; then
    moto_port=$(free_port)
    start moto "$moto_port" python3 -m moto.server -p "$moto_port"
    read -r moto_1 moto_100 < <(load --url "http://127.0.0.1:$moto_port" --seconds "$seconds")
    kill "${pids[-1]}"
    printf '%-10s %14s %16s\n' moto "$moto_1" "$moto_100"
    awk "BEGIN { printf \"%-10s %14.1f %16.1f\n\", \"ratio\", $ours_1 / $moto_1, $ours_100 / $moto_100 }"
else
    echo "moto isn't installed (pip install 'moto[server]'): no ratio."
fi

kill "$ours"
start filled "$ours_port" env ASPNETCORE_URLS="http://127.0.0.1:$ours_port" Logging__LogLevel__Default=Warning \
    dotnet Genesys.MockCloudWatch/bin/Release/net10.0/Genesys.MockCloudWatch.dll
filled=${pids[-1]}
load --url "http://127.0.0.1:$ours_port" --events "$events"
echo "resident with $events events: $(resident "$filled"); peak $(awk '/VmHWM/ { printf "%.0f MB", $2 / 1024 }' "/proc/$filled/status")"
