#!/usr/bin/env bash
# Posts the events in the dead-letter queue to the receiver, and removes each one that it has taken (2xx). What it refuses stays in the queue.
# Needs aws, curl and jq.
# Usage: QUEUE_URL=… RECEIVER=https://events.example.com/eventbridge/subscription API_KEY_FILE=… resend-undelivered.sh
set -euo pipefail
: "${QUEUE_URL:?the URL of the dead-letter queue}" "${RECEIVER:?the address of the receiver}" "${API_KEY_FILE:?a file that holds an API key}"

headers=$(mktemp)
trap 'rm -f "$headers"' EXIT
# A file and not an argument: other users of this machine can read arguments.
printf 'X-Api-Key: %s\nContent-Type: application/json\n' "$(cat "$API_KEY_FILE")" > "$headers"

taken=0 refused=0
while :; do
    message=$(aws sqs receive-message --queue-url "$QUEUE_URL" --visibility-timeout 600 --wait-time-seconds 2 --output json)
    handle=$(jq -r '.Messages[0].ReceiptHandle // empty' <<< "$message")
    [ -n "$handle" ] || break
    status=$(jq -r '.Messages[0].Body' <<< "$message" |
        curl --silent --show-error --output /dev/null --write-out '%{http_code}' --header "@$headers" --data-binary @- "$RECEIVER")
    if [[ $status == 2* ]]; then
        aws sqs delete-message --queue-url "$QUEUE_URL" --receipt-handle "$handle"
        taken=$((taken + 1))
    else
        echo "$(jq -r '.Messages[0].MessageId' <<< "$message") was answered $status and stays in the queue." >&2
        refused=$((refused + 1))
    fi
done
echo "$taken taken, $refused refused"
[ "$refused" -eq 0 ]
