#!/usr/bin/env bash
# Posts the events in the dead-letter queue to the receiver, and removes each one that it has taken (2xx). What it refuses stays in the queue.
# Needs aws, curl and jq.
# Usage: QUEUE_URL=… RECEIVER=https://events.example.com/eventbridge/subscription API_KEY_FILE=… resend-undelivered.sh
#   API_KEY_HEADER (X-Api-Key)   the header that carries the key: the receiver's Intake:Auth:HeaderName
set -euo pipefail
: "${QUEUE_URL:?the URL of the dead-letter queue}" "${RECEIVER:?the address of the receiver}" "${API_KEY_FILE:?a file that holds an API key}"

headers=$(mktemp)
trap 'rm -f "$headers"' EXIT
# A file and not an argument: other users of this machine can read arguments.
printf '%s: %s\nContent-Type: application/json\n' "${API_KEY_HEADER:-X-Api-Key}" "$(cat "$API_KEY_FILE")" > "$headers"

# The ids of what was refused, and of those the ones that came again since something else came last, each between spaces.
taken=0 refused=0 refused_ids=' ' came_again=' '
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
    status=$(jq -r '.Messages[0].Body' <<< "$message" |
        curl --silent --show-error --output /dev/null --write-out '%{http_code}' --header "@$headers" --data-binary @- "$RECEIVER")
    if [[ $status == 2* ]]; then
        aws sqs delete-message --queue-url "$QUEUE_URL" --receipt-handle "$handle"
        taken=$((taken + 1))
    else
        echo "$id was answered $status and stays in the queue." >&2
        refused=$((refused + 1)) refused_ids+="$id "
    fi
done
echo "$taken taken, $refused refused"
[ "$refused" -eq 0 ]
