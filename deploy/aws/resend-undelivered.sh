#!/usr/bin/env bash
# Posts the events in the dead-letter queue to the receiver, and removes each one that it has taken (2xx). What it refuses stays in the queue.
#
# Usage: QUEUE_URL=… RECEIVER=https://events.example.com/eventbridge/subscription API_KEY_FILE=… resend-undelivered.sh
#   API_KEY_HEADER (X-Api-Key)   the header that carries the key: the receiver's Intake:Auth:HeaderName
# Exit status: 0 all taken, 1 something stays in the queue, 2 wrong usage. Needs aws, curl and jq.
set -euo pipefail
usage() { awk 'NR > 1 { if (!/^#/) exit; sub(/^# ?/, ""); print }' "$0"; }

case "${1:-}" in
    -h | --help) usage; exit 0 ;;
    "") ;;
    *) echo "The argument $1 isn't understood." >&2; usage >&2; exit 2 ;;
esac
for name in QUEUE_URL RECEIVER API_KEY_FILE; do
    [ -n "${!name:-}" ] || { echo "$name isn't set." >&2; usage >&2; exit 2; }
done
# On a line of its own: within another command its failure would go unseen, and every event would be posted without a key.
if ! key=$(cat "$API_KEY_FILE") || [ -z "$key" ]; then
    echo "No API key can be read from $API_KEY_FILE: nothing was posted." >&2
    exit 2
fi

taken=0 refused=0
headers=$(mktemp)
# However it ends, it says how far it came.
trap 'rm -f "$headers"; echo "$taken taken, $refused refused"' EXIT
# A file and not an argument: other users of this machine can read arguments.
printf '%s: %s\nContent-Type: application/json\n' "${API_KEY_HEADER:-X-Api-Key}" "$key" > "$headers"

# The ids of what was refused, and of those the ones that came again since something else came last, each between spaces.
refused_ids=' ' came_again=' '
while :; do
    message=$(aws sqs receive-message --queue-url "$QUEUE_URL" --visibility-timeout 600 --wait-time-seconds 2 --output json)
    handle=$(jq -r '.Messages[0].ReceiptHandle // empty' <<< "$message")
    [ -n "$handle" ] || break
    id=$(jq -r '.Messages[0].MessageId' <<< "$message")
    # What was refused shows itself again after ten minutes. Posted again it would be refused again, and be another anomaly. When it comes for
    # the second time and nothing else did in between, the queue holds nothing else.
    if [[ $refused_ids == *" $id "* ]]; then
        [[ $came_again != *" $id "* ]] || break
        came_again+="$id "
        continue
    fi
    came_again=' '
    if ! status=$(jq -r '.Messages[0].Body' <<< "$message" |
        curl --silent --show-error --output /dev/null --write-out '%{http_code}' --header "@$headers" --data-binary @- "$RECEIVER"); then
        echo "$RECEIVER gives no answer: $id and what is behind it stay in the queue. Run this again when the receiver is there." >&2
        # Not hidden for ten minutes.
        aws sqs change-message-visibility --queue-url "$QUEUE_URL" --receipt-handle "$handle" --visibility-timeout 0
        exit 1
    fi
    if [[ $status == 2* ]]; then
        aws sqs delete-message --queue-url "$QUEUE_URL" --receipt-handle "$handle"
        taken=$((taken + 1))
    else
        echo "$id was answered $status and stays in the queue." >&2
        refused=$((refused + 1)) refused_ids+="$id "
    fi
done
[ "$refused" -eq 0 ]
