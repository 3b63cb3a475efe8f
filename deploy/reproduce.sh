#!/usr/bin/env bash
# Builds a project from two clones of this commit, in folders of different names, and compares every file that a publish makes.
# Usage, from the root of the repository: deploy/reproduce.sh PROJECT
#   PROJECT   such as Genesys.Receiver
# Exit status: 0 all files are the same, 1 they aren't, 2 wrong usage.
set -euo pipefail
usage() { awk 'NR > 1 { if (!/^#/) exit; sub(/^# ?/, ""); print }' "$0"; }
case "${1:-}" in
    -h | --help) usage; exit 0 ;;
esac
if [ $# -ne 1 ] || [ ! -f "$1/$(basename "$1").csproj" ]; then
    echo "PROJECT is the folder of a project of this repository, and the only argument." >&2
    usage >&2
    exit 2
fi
project=$1

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for clone in first another-one; do
    git clone --quiet . "$work/$clone"
    dotnet publish "$work/$clone/$project" -c Release -o "$work/out/$clone" -p:ContinuousIntegrationBuild=true -p:DebugType=none -v quiet
done
if diff -r "$work/out/first" "$work/out/another-one"; then
    echo "$(ls "$work/out/first" | wc -l) files, all the same."
else
    echo "The same commit made other bytes." >&2
    exit 1
fi
