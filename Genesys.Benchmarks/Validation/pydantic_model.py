#!/usr/bin/env python3
"""The Pydantic v2 model whose verdicts genesys.cloud/1 keeps, to compare with. Needs `pip install pydantic`.

  pydantic_model.py speed                             payloads per second of model_validate_json on one core, of the payloads of the benchmarks
  pydantic_model.py verdicts < in.jsonl > out.jsonl   adds the model's verdict to each {"name", "group", "body_base64"} of a file
"""
import base64
import json
import sys
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Optional

from pydantic import BaseModel, Field, ValidationError, VERSION, model_validator

CONVERSATION = "genesys.cloud.conversation."
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


class Data(BaseModel):
    id: str = Field(min_length=1)
    conversation_id: Optional[str] = None
    routing_queue_id: Optional[str] = None
    additional_properties: dict[str, Any] = Field(default_factory=dict)


class Event(BaseModel):
    id: str = Field(min_length=1)
    source: str = Field(pattern=r"^genesys\.cloud$")
    account: str = Field(min_length=1)
    event_type: str = Field(pattern=r"^genesys\.cloud\..+$")
    time: datetime
    data: Data

    @model_validator(mode="after")
    def between_members(self):
        kind = self.event_type.removeprefix(CONVERSATION) if self.event_type.startswith(CONVERSATION) else ""
        if kind not in ("created", "updated", "analyzed"):
            raise ValueError("unsupported event_type")
        if kind == "analyzed" and self.data.conversation_id is None:
            raise ValueError("an analyzed event needs a conversation_id")
        return self


def verdict(body: bytes) -> dict:
    try:
        event = Event.model_validate_json(body)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        return {"accept": False, "errors": [{"loc": list(one["loc"]), "type": one["type"]} for one in found], "parsed": None}
    instant = event.time if event.time.tzinfo else event.time.replace(tzinfo=timezone.utc)
    return {"accept": True, "errors": [], "parsed": {
        "id": event.id, "event_type": event.event_type, "conversation_id": event.data.conversation_id,
        "unix_us": (instant - EPOCH) // timedelta(microseconds=1)}}


def add_verdicts() -> None:
    for line in sys.stdin:
        payload = json.loads(line)
        print(json.dumps({**payload, **verdict(base64.b64decode(payload["body_base64"]))}))


def per_second(body: bytes) -> float:
    best = 0.0
    for _ in range(30):
        started = time.perf_counter()
        for _ in range(5_000):
            try:
                Event.model_validate_json(body)
            except ValidationError:
                pass
        best = max(best, 5_000 / (time.perf_counter() - started))
    return best


def measure() -> None:
    # The same text as Payloads.cs has.
    source = Path(__file__).with_name("Payloads.cs").read_text(encoding="utf-8")
    flat = next(line.strip() for line in source.splitlines() if line.strip().startswith('{"id"'))
    invalid = (flat.replace('"account": "123456789012"', '"account": 123456789012').replace("2024-05-01T12", "2024-05-01T25")
               .replace("conversation.updated", "conversation.removed"))
    print(f"pydantic {VERSION}, {len(flat.encode())} bytes")
    for name, body in (("accepted", flat), ("three findings", invalid), ("cut off", flat[:-1])):
        print(f"{name:<16}{per_second(body.encode()):>12,.0f}/s")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["speed"]:
            measure()
        case ["verdicts"]:
            add_verdicts()
        case _:
            sys.exit(__doc__)
