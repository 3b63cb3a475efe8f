# What the scripts beside this share; they source it. It goes to the repository's root, builds, and has a temporary folder that is gone with the script.
#   PUBLISHED=folder      the receiver that `dotnet publish` put there, not the one that is built here
#   NO_BUILD=1            what was built before
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
command -v wrk >/dev/null || { echo "wrk isn't installed (Debian: apt-get install wrk)." >&2; exit 1; }

[ -n "${NO_BUILD:-}" ] || dotnet build -c Release -v q -nologo -clp:NoSummary Genesys.Benchmarks
benchmarks=(dotnet Genesys.Benchmarks/bin/Release/net10.0/Genesys.Benchmarks.dll)
receiver=("${PUBLISHED:-Genesys.Benchmarks/bin/Release/net10.0}/Genesys.Receiver")
folder=$(mktemp -d)
pids=()
trap 'kill "${pids[@]}" 2>/dev/null; wait 2>/dev/null; rm -rf "$folder"' EXIT

start() { # name, port, command...; its process is the last of pids
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

# Until a process takes less than a twelfth of a processor, a minute at most: its index catches up with what a flood left, and would run beside the next
# measurement.
calm() {
    local before now
    for _ in $(seq 60); do
        before=$(awk '{ print $14 + $15 }' "/proc/$1/stat")
        read -rt 1 <> <(:) || true
        now=$(awk '{ print $14 + $15 }' "/proc/$1/stat")
        [ $((now - before)) -ge 8 ] || return 0
    done
}

# A receiver that anybody may send to, with nothing behind it.
nowhere=$(free_port)
export Intake__Auth__Mode=None ASPNETCORE_CONTENTROOT="$PWD/Genesys.Receiver" Logging__LogLevel__Default=Error \
    GENESYS_API_BASE="http://127.0.0.1:$nowhere" GENESYS_LOGIN_BASE="http://127.0.0.1:$nowhere" GENESYS_CLIENT_ID=benchmark GENESYS_CLIENT_SECRET=benchmark \
    AWS_REGION=us-east-1 AWS_ENDPOINT_URL_CLOUDWATCH_LOGS="http://127.0.0.1:$nowhere" AWS_ACCESS_KEY_ID=benchmark AWS_SECRET_ACCESS_KEY=benchmark
[ -z "${POSTGRES:-}" ] || export Journal__Provider=Postgres
