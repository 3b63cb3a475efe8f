#!/usr/bin/env bash
# PutLogEvents/s of MockCloudWatch, beside moto's server in the same run when Python has it; then a million events: memory, and FilterLogEvents over them.
# usage: Genesys.Benchmarks/MockCloudWatch/compare.sh [seconds per measurement] [events]
source "$(dirname "$0")/../usage.sh"
source "$(dirname "$0")/../processes.sh"
seconds=${1:-5} events=${2:-1000000}
build Genesys.Benchmarks
build Genesys.MockCloudWatch

load() { "${benchmarks[@]}" cloudwatch-logs "$@"; }
mock=(env Logging__LogLevel__Default=Warning dotnet Genesys.MockCloudWatch/bin/Release/net10.0/Genesys.MockCloudWatch.dll)
resident() { awk '/VmRSS/ { printf "%.0f MB", $2 / 1024 }' "/proc/$1/status"; }

ours_port=$(free_port)
start ours "$ours_port" "${mock[@]}"
ours=${pids[-1]}
printf '%-10s %14s %16s\n' 'calls/s' '1 event a call' '100 events a call'
read -r ours_1 ours_100 < <(load --url "http://127.0.0.1:$ours_port" --seconds "$seconds")
printf '%-10s %14s %16s\n' ours "$ours_1" "$ours_100"
if python3 -c 'import moto.server' 2>/dev/null; then
    moto_port=$(free_port)
    start moto "$moto_port" python3 -m moto.server -p "$moto_port"
    read -r moto_1 moto_100 < <(load --url "http://127.0.0.1:$moto_port" --seconds "$seconds")
    stop "${pids[-1]}"
    printf '%-10s %14s %16s\n' moto "$moto_1" "$moto_100"
    awk "BEGIN { printf \"%-10s %14.1f %16.1f\n\", \"ratio\", $ours_1 / $moto_1, $ours_100 / $moto_100 }"
else
    echo "moto isn't installed (pip install 'moto[server]'): no ratio."
fi

stop "$ours"
start filled "$ours_port" "${mock[@]}"
filled=${pids[-1]}
load --url "http://127.0.0.1:$ours_port" --events "$events"
echo "resident with $events events: $(resident "$filled"); peak $(awk '/VmHWM/ { printf "%.0f MB", $2 / 1024 }' "/proc/$filled/status")"
