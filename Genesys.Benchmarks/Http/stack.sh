# What the scripts beside this share; they source it. Beside what processes.sh does, it builds.
#   PUBLISHED=folder      the receiver that `dotnet publish` put there, not the one that is built here
#   NO_BUILD=1            what was built before
source "$(dirname "${BASH_SOURCE[0]}")/../processes.sh"
command -v wrk >/dev/null || { echo "wrk isn't installed (Debian: apt-get install wrk)." >&2; exit 1; }

[ -n "${NO_BUILD:-}" ] || build Genesys.Benchmarks
receiver=("${PUBLISHED:-Genesys.Benchmarks/bin/Release/net10.0}/Genesys.Receiver")

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
