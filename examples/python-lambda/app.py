"""A function to protect: tells the caller whose key it was called with."""

from __future__ import annotations

import json
from typing import Any, Dict

from latchkey_verdict import Caller, with_verdict


@with_verdict
def handler(event: Dict[str, Any], caller: Caller, context: Any) -> Dict[str, Any]:
    return {
        "statusCode": 200,
        "headers": {"Content-Type": "application/json"},
        "body": json.dumps({"account": caller.account, "plan": caller.plan}),
    }
