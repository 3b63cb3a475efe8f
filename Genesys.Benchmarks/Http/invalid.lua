-- An event of an unsupported type without a time: two findings, about 250 bytes.
wrk.method = "POST"
wrk.path = "/eventbridge/subscription"
wrk.headers["Content-Type"] = "application/json; charset=utf-8"
wrk.body = '{"id": "7bf73129-1428-4cd3-a780-95db273d1602", "source": "genesys.cloud", "account": "123456789012", "event_type": "genesys.cloud.conversation.deleted", "data": {"id": "evt-1", "conversation_id": "c0ffee00-1111-2222-3333-444455556666"}}'
