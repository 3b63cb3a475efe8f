#!/usr/bin/env bash
# Changes the receiver's code in small ways and counts how many of the changes a test notices.
# Usage: Genesys.Tests/mutate.sh [-t TESTS] FOLDER [FILE...]
# FOLDER: a folder of the receiver that has tests under the same name, such as Validation; FILE: only these of its files, such as
# Reading/IntegerText.cs; TESTS: only these of its test files, such as IntegerTextTests.cs.
# The tests run once for each change, on one core and with the lowest priority: minutes for a file and its own tests, hours for a
# folder. It builds in this tree, so that nothing else should meanwhile. The report is in TestResults/mutation/FOLDER/.
set -euo pipefail
usage() { awk 'NR > 1 { if (!/^#/) exit; sub(/^# ?/, ""); print }' "$0"; }
case "${1:-}" in
    -h | --help) usage; exit 0 ;;
esac

tests='*Tests.cs'
while getopts t: option; do
    case $option in
        t) tests=$OPTARG ;;
        *) usage >&2; exit 2 ;;
    esac
done
shift $((OPTIND - 1))
folder=${1:-}
cd "$(dirname "$0")"
if [ -z "$folder" ] || [ ! -d "$folder" ]; then
    echo "FOLDER is a folder of Genesys.Tests, and of the receiver." >&2
    cd "$OLDPWD"
    usage >&2
    exit 2
fi
shift

# Genesys.Tests.csproj reads the first two.
export MutatedFolder=$folder MutatedTests=$tests RunAnalyzers=false UseSharedCompilation=true
files=()
for file in "${@:-**/*.cs}"; do
    files+=(--mutate "**/$folder/$file")
done
results=$PWD/../TestResults/mutation/$folder
rm -rf "$results"
dotnet tool restore >/dev/null
nice -n 19 taskset -c 0 dotnet stryker --test-runner mtp --project Genesys.Receiver.csproj "${files[@]}" \
    --concurrency 1 --skip-version-check --reporter Json --reporter ClearText --output "$results"
