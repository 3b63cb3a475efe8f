#!/usr/bin/env bash
# Builds a project from two clones of this commit, in folders of different names, and compares every file that a publish makes.
# Usage, from the root of the repository: deploy/reproduce.sh <project>
set -euo pipefail
project=${1:?the project, such as Genesys.Receiver}

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
