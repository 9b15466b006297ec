"""A function to protect: takes orders, and tells the caller whose key it was called with."""

from __future__ import annotations

import json
from typing import Any, Dict

from latchkey_verdict import Caller, with_verdict


@with_verdict
def handler(event: Dict[str, Any], caller: Caller, context: Any) -> Dict[str, Any]:
    told = {"account": caller.account, "plan": caller.plan}
    if event.get("httpMethod") != "POST":
        return _response(200, told)
    return _response(201, {**told, "ordered": event.get("body")})


def _response(status: int, body: Dict[str, Any]) -> Dict[str, Any]:
    return {
        "statusCode": status,
        "headers": {"Content-Type": "application/json"},
        "body": json.dumps(body),
    }
