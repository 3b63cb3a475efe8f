# What the scripts in these folders do first; they source it. --help prints the comment that the script begins with; its arguments are whole numbers.
usage() { awk 'NR > 1 { if (!/^#/) exit; sub(/^# ?/, ""); print }' "$0"; }

for argument in "$@"; do
    case $argument in
        -h | --help) usage; exit 0 ;;
        '' | *[!0-9]*) printf '%s\n\n' "The argument $argument isn't a whole number." >&2; usage >&2; exit 2 ;;
    esac
done
