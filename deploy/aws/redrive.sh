#!/usr/bin/env bash
# Sends again what the new bus gave up on. The queue has records without the events; the events are still on the bus, for its retention. For
# each ninety of them a temporary subscriber reads them from the bus once more and sends them to the receiver, is waited for, and is deleted;
# then the records are removed from the queue. Without --apply it only says what it would do.
#
# Usage: QUEUE_URL=… SUBSCRIBER_ARN=… redrive.sh [--apply]
#   QUEUE_URL, SUBSCRIBER_ARN   outputs DeadLetterQueueUrl and SubscriberArn of event-bus.yaml's stack
#   MAX_RECORDS (500)           most records of one run; what is over waits for the next
#   MARGIN_SECONDS (60)         how much earlier and later than the records' timestamps the bus is read
#   WAIT_SECONDS (900), POLL_SECONDS (30)   longest wait for ninety events; how often their number is asked for
# Exit status: 0 all done, 1 something stays in the queue, 2 wrong usage. Needs aws (one that knows eventsv2) and jq.
set -euo pipefail
usage() { awk 'NR > 1 { if (!/^#/) exit; sub(/^# ?/, ""); print }' "$0"; }

apply=false
for argument in "$@"; do
    case $argument in
        --apply) apply=true ;;
        -h | --help) usage; exit 0 ;;
        *) echo "The argument $argument isn't understood." >&2; usage >&2; exit 2 ;;
    esac
done
for name in QUEUE_URL SUBSCRIBER_ARN; do
    [ -n "${!name:-}" ] || { echo "$name isn't set." >&2; usage >&2; exit 2; }
done
max_records=${MAX_RECORDS:-500} margin=${MARGIN_SECONDS:-60} wait=${WAIT_SECONDS:-900} poll=${POLL_SECONDS:-30}

# A filter's pattern has at most 4,096 characters; ninety ids take 3,527.
at_once=90
work=$(mktemp -d) temporary='' stays=0

# Whatever happens: no subscriber is left behind, and what wasn't dealt with is seen again at once.
clean_up() {
    [ -z "$temporary" ] || delete_temporary || echo "Delete it by hand: aws eventsv2 delete-subscriber --subscriber-arn $temporary" >&2
    while read -r handle; do
        aws sqs change-message-visibility --queue-url "$QUEUE_URL" --receipt-handle "$handle" --visibility-timeout 0 || true
    done < <(jq -r .handle "$work/records" 2>/dev/null)
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 1' INT TERM

# A bus makes and deletes one subscriber at a time, so that the first try may be refused.
delete_temporary() {
    local try
    for try in 1 2 3 4 5; do
        aws eventsv2 delete-subscriber --subscriber-arn "$temporary" && temporary='' && return 0
        sleep "$poll"
    done
    return 1
}

# Every record that can be read from the queue now, one a line: handle, the bus, the ids, the earliest and latest timestamp, the code.
read_queue() {
    : > "$work/messages"
    while [ "$(wc -l < "$work/messages")" -lt "$max_records" ]; do
        aws sqs receive-message --queue-url "$QUEUE_URL" --max-number-of-messages 10 --visibility-timeout 3600 --wait-time-seconds 2 \
            --output json > "$work/received"
        [ "$(jq '.Messages // [] | length' "$work/received")" -gt 0 ] || break
        jq -c '.Messages[]' "$work/received" >> "$work/messages"
    done
    jq -c '. as $message | (.Body | fromjson? // {}) as $record | ($record.failedMessages? // []) as $failed
        | {id: $message.MessageId, handle: $message.ReceiptHandle, bus: ($record.busArn? // null), code: ($record.errorCode? // "none"),
           ids: [$failed[].eventId], from: ([$failed[].timestamp] | min), to: ([$failed[].timestamp] | max)}' "$work/messages" > "$work/records"
}

seconds_of() { date -u -d "$1" +%s; }
iso() { date -u -d "@$1" +%Y-%m-%dT%H:%M:%SZ; }

# The sum of one metric of the temporary subscriber.
metric() {
    aws cloudwatch get-metric-statistics --namespace AWS/EventsV2 --metric-name "$1" --statistics Sum --period 60 \
        --dimensions "Name=EventBus,Value=$bus" "Name=Subscriber,Value=$temporary" \
        --start-time "$(iso "$began")" --end-time "$(iso "$(($(date +%s) + 60))")" --output json | jq '[.Datapoints[].Sum] | add // 0 | floor'
}

# Waits until the events of $work/chunk were taken. Fails when some weren't, or the time is over.
await() {
    local wanted=$1 delivered failed
    while :; do
        sleep "$poll"
        delivered=$(metric EventsDelivered) || return 1
        failed=$(metric OnFailureDestinationDelivered) || return 1
        echo "  $delivered of $wanted delivered"
        [ "$delivered" -lt "$wanted" ] || return 0
        if [ "$failed" -gt 0 ]; then
            echo "  The receiver didn't take some of them; the queue has new records of those." >&2
            return 1
        fi
        if [ $(($(date +%s) - began)) -ge "$wait" ]; then
            echo "  Not all came within $wait s. If none did, run again with MARGIN_SECONDS=86400." >&2
            return 1
        fi
    done
}

# One temporary subscriber: like the lasting one but for its filter and its window.
redrive() {
    local chunk=$1 count from to now
    count=$(jq '.ids | length' <<< "$chunk")
    now=$(date +%s)
    from=$(($(seconds_of "$(jq -r .from <<< "$chunk")") - margin))
    to=$(($(seconds_of "$(jq -r .to <<< "$chunk")") + margin))
    # The bus takes no starting point before what it keeps, nor, as others have met and AWS doesn't say, one of the last five minutes.
    [ "$from" -lt $((now - 360)) ] || from=$((now - 360))
    [ "$from" -gt "$kept_since" ] || from=$kept_since
    [ "$to" -lt "$now" ] || to=$now
    echo "$count event(s) from $(iso "$from") to $(iso "$to")"
    $apply || return 0

    jq -c --argjson chunk "$chunk" --arg name "$name-redrive-$now-$RANDOM" --arg from "$(iso "$from")" --arg to "$(iso "$to")" '
        {Name: $name, Description: "Made by redrive.sh", EventBusArn, InvokeConfiguration, BatchConfiguration, Transformer, RetryPolicy,
         OnFailureConfiguration, Type: "UNORDERED", StartingPosition: "POINT_IN_TIME",
         PointInTimeConfiguration: {PointType: "TIMESTAMP", StartingPoint: $from, EndPoint: $to},
         FilterConfiguration: {Filters: ((.FilterConfiguration.Filters // [])
             + [{Scope: "SYSTEM_METADATA", Pattern: ({"aws:EventId": $chunk.ids} | tojson)}])}}
        | with_entries(select(.value != null))' "$work/subscriber" > "$work/request" || return 1
    began=$now
    temporary=$(aws eventsv2 create-subscriber --cli-input-json "file://$work/request" --query SubscriberArn --output text) || return 1
    local status=0
    await "$count" || status=1
    delete_temporary && return $status
}

aws eventsv2 describe-subscriber --subscriber-arn "$SUBSCRIBER_ARN" --output json > "$work/subscriber"
bus=$(jq -r .EventBusArn "$work/subscriber")
name=$(jq -r .Name "$work/subscriber")
aws eventsv2 describe-event-bus --event-bus-arn "$bus" --output json > "$work/bus"
# Versions of aws write times as text or as seconds.
kept_since=$(seconds_of "$(jq -r '.StorageConfiguration.RetentionWindowStartTime // 0 | if type == "number" then floor | todate else . end' "$work/bus")")
read_queue
echo "$(jq -s length "$work/records") record(s) in the queue, by reason:"
jq -s -r 'group_by(.code)[] | "  \(.[0].code): \(length) record(s), \(map(.ids | length) | add) event(s)"' "$work/records"

# Records that nothing can be done about here stay, and are named.
jq -c --arg bus "$bus" --arg kept "$(iso "$kept_since")" --argjson most $at_once '. + {problem: (
    if (.ids | length) == 0 then "isn'\''t a record of undelivered events"
    elif .bus != $bus then "is of another bus"
    elif .from < $kept then "names events that are older than the bus keeps (\($kept)): they are lost"
    elif (.ids | length) > $most then "names more than \($most) events"
    else null end)}' "$work/records" > "$work/judged"
while read -r line; do
    echo "Record $line" >&2
    stays=1
done < <(jq -r 'select(.problem) | "\(.id) \(.problem)."' "$work/judged")

# Whole records, together at most ninety events.
jq -c -s --argjson most $at_once 'map(select(.problem == null)) | sort_by(.from)
    | reduce .[] as $record ([]; if length > 0 and ((.[-1].ids | length) + ($record.ids | length)) <= $most
        then .[:-1] + [.[-1] | {ids: (.ids + $record.ids), handles: (.handles + [$record.handle]), from, to: ([.to, $record.to] | max)}]
        else . + [{ids: $record.ids, handles: [$record.handle], from: $record.from, to: $record.to}] end)
    | .[] | .ids |= unique' "$work/judged" > "$work/chunks"
while read -r chunk <&3; do
    if ! redrive "$chunk"; then
        stays=1
    elif $apply; then
        while read -r handle; do
            aws sqs delete-message --queue-url "$QUEUE_URL" --receipt-handle "$handle"
            jq -c --arg handle "$handle" 'select(.handle != $handle)' "$work/records" > "$work/left"
            mv "$work/left" "$work/records"
        done < <(jq -r '.handles[]' <<< "$chunk")
    fi
done 3< "$work/chunks"

$apply || echo "Nothing was changed. Mend what the reasons say, then run again with --apply."
exit $stays
