# What the scripts that measure processes share; they source it. It goes to the repository's root, and has a temporary folder and processes that are gone with
# the script.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
benchmarks=(dotnet Genesys.Benchmarks/bin/Release/net10.0/Genesys.Benchmarks.dll)
folder=$(mktemp -d)
pids=()
trap 'kill "${pids[@]}" 2>/dev/null; wait 2>/dev/null; rm -rf "$folder"' EXIT

build() { dotnet build -c Release -v q -nologo -clp:NoSummary "$1"; } # project

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

# Until it has ended: another may want its port, and would be taken for started while this one still answers.
stop() { kill "$1"; wait "$1" 2>/dev/null || true; } # process

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
