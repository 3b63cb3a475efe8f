#!/usr/bin/env bash
# What telemetry costs: accepts/s of the receiver that exports nothing, beside one that exports traces, metrics and logs over OTLP with a tenth of the
# traces, and one with all of them. In one run, round after round, with wrk and the collector on the same machine.
# CPU is µs a request, of receiver and collector; it says more than the rate does on a machine that others use.
# usage: Genesys.Benchmarks/Http/telemetry.sh [seconds per measurement] [rounds]
source "$(dirname "$0")/../usage.sh"
source "$(dirname "$0")/stack.sh"
seconds=${1:-10} rounds=${2:-5}

sink_port=$(free_port)
start sink "$sink_port" "${benchmarks[@]}" otlp-sink
sink=${pids[0]}

declare -A port pid
start_receiver() { # name, environment...
    local name=$1; shift
    port[$name]=$(free_port)
    start "$name" "${port[$name]}" env ConnectionStrings__journal="$folder/$name.db" "$@" "${receiver[@]}"
    pid[$name]=${pids[-1]}
}

otlp=OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:$sink_port"
start_receiver none
start_receiver tenth "$otlp" OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf OTEL_TRACES_SAMPLER=parentbased_traceidratio OTEL_TRACES_SAMPLER_ARG=0.1
start_receiver all "$otlp" OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf OTEL_TRACES_SAMPLER=parentbased_always_on

cpu() { awk -v hertz="$(getconf CLK_TCK)" '{ sum += ($14 + $15) * 1000000 / hertz } END { print sum }' "${@/#//proc/}"; } # µs of processes

measure() { # name, seconds -> requests/s, and µs of CPU for each: the receiver's and the collector's
    local before after
    before=$(cpu "${pid[$1]}/stat" "$sink/stat")
    wrk -t2 -c64 -d"$2s" -s Genesys.Benchmarks/Http/valid.lua "http://127.0.0.1:${port[$1]}" >"$folder/wrk"
    # What was recorded at the end of the run is exported, and paid for, within the next seconds.
    read -rt 6 <> <(:) || true
    after=$(cpu "${pid[$1]}/stat" "$sink/stat")
    awk -v cpu="$((${after%.*} - ${before%.*}))" '/requests in/ { all = $1 } /Requests\/sec/ { print $2, cpu / all }' "$folder/wrk"
}

names=(none tenth all)
for name in "${names[@]}"; do measure "$name" 4 >"$folder/warm"; done
printf '%-6s %10s %6s %10s %6s %6s %6s %10s %6s %6s %6s\n' round none/s CPU tenth/s CPU ratio 'CPU x' all/s CPU ratio 'CPU x'
for round in $(seq "$rounds"); do
    declare -A rate
    # Not always in the same order: the journals grow, and the machine's mood changes.
    for i in 0 1 2; do name=${names[(i + round) % 3]}; rate[$name]=$(measure "$name" "$seconds"); done
    echo "$round ${rate[none]} ${rate[tenth]} ${rate[all]}" |
        awk '{ printf "%-6s %10.0f %6.0f %10.0f %6.0f %6.2f %6.2f %10.0f %6.0f %6.2f %6.2f\n", $1, $2, $3, $4, $5, $4 / $2, $5 / $3, $6, $7, $6 / $2, $7 / $3 }' |
        tee -a "$folder/rounds"
done
median() { awk -v column="$1" '{ print $column }' "$folder/rounds" | sort -n | awk '{ ratio[NR] = $1 } END { print ratio[int((NR + 1) / 2)] }'; }
printf '%-6s %42s %6s %24s %6s\n' median "$(median 6)" "$(median 7)" "$(median 10)" "$(median 11)"
