-- A valid event that names a conversation, ten to each, with an id of its own for each request, about 650 bytes.
local thread_count = 0
function setup(thread) thread:set("number", thread_count); thread_count = thread_count + 1 end
local count, run = 0, os.time()
local body = '{"id": "7bf73129-1428-4cd3-%s", "source": "genesys.cloud", "account": "123456789012", "event_type": "genesys.cloud.conversation.updated", "time": "2024-05-01T12:34:56Z", "data": {"id": "evt-1", "conversation_id": "c0ffee00-1428-4cd3-%s", "routing_queue_id": "3a1c1f0e-5b7d-4c55-9d43-7a2f8a6b1c22", "additional_properties": {"direction": "inbound", "media_type": "voice", "provider": "Edge", "skill": "billing", "language": "en-us", "priority": 3, "wait_seconds": 41.5, "transferred": false, "wrap_up_code": "resolved", "agent": {"id": "0d9a8c6e-1f2b-4a3c-8d7e-6f5a4b3c2d1e", "division": "home"}, "note": null}}}'
function request()
  count = count + 1
  local id = string.format("%04x-%x%08x", number, run, count)
  local conversation = string.format("%04x-%x%08x", number, run, math.floor(count / 10))
  return wrk.format("POST", "/eventbridge/subscription", { ["Content-Type"] = "application/json; charset=utf-8" }, string.format(body, id, conversation))
end
