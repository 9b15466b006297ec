"""Makes a Python Lambda function obey the verdict of Latchkey's authorizer.

Needs the standard library only, and Python 3.9 or newer. Copy this file beside the function.
"""

from __future__ import annotations

import functools
import json
import logging
from dataclasses import dataclass
from typing import Any, Callable, Dict, Optional, Union

__all__ = ["Caller", "with_verdict"]

_log = logging.getLogger(__name__)

# The header that each value of the authorizer's context becomes.
_HEADERS = {
    "rateLimitLimit": "X-RateLimit-Limit",
    "rateLimitRemaining": "X-RateLimit-Remaining",
    "rateLimitReset": "X-RateLimit-Reset",
    "rateLimitPolicy": "RateLimit-Policy",
    "rateLimit": "RateLimit",
    "retryAfter": "Retry-After",
    "challenge": "WWW-Authenticate",
}
# The values of every 200 and 429.
_RATE_LIMIT = ("rateLimitLimit", "rateLimitRemaining", "rateLimitReset", "rateLimitPolicy", "rateLimit")
_REFUSALS = {"400": 400, "403": 403, "429": 429, "503": 503}


@dataclass(frozen=True)
class Caller:
    """Whose key a request was admitted with."""

    account: str
    key: str
    """The key's public id."""
    plan: str
    """The account's plan."""


@dataclass(frozen=True)
class _Admission:
    caller: Caller
    headers: Dict[str, str]


Response = Dict[str, Any]
Handler = Callable[[Dict[str, Any], Caller, Any], Response]


def with_verdict(handler: Handler) -> Callable[[Dict[str, Any], Any], Response]:
    """Decorates a handler of a REST API (Lambda proxy integration) behind Latchkey's authorizer.

    The handler is called as ``handler(event, caller, context)``, and only for an admitted request.
    The rate-limit headers are added to its response. All other requests get the contract's response.
    A request without a verdict gets 500, and a line in the log. What the handler raises is raised on.
    """

    @functools.wraps(handler)
    def handler_with_verdict(event: Dict[str, Any], context: Any) -> Response:
        decided = _decide(event)
        if not isinstance(decided, _Admission):
            return decided
        response = handler(event, decided.caller, context)
        return _with_headers(response, decided.headers)

    return handler_with_verdict


def _decide(event: Dict[str, Any]) -> Union[_Admission, Response]:
    request = event.get("requestContext") or {}
    decided = _decode(request.get("authorizer"))
    if decided is not None:
        return decided
    line = {
        "message": "a request came without a verdict",
        "requestId": request.get("requestId", "unknown"),
        "route": f"{event.get('httpMethod')} {event.get('resource')}",
    }
    _log.error(json.dumps(line))
    return _error(500, "Internal server error", {})


def _decode(context: Any) -> Union[_Admission, Response, None]:
    """Returns None if the context is absent, incomplete or unknown: the request was not judged."""
    if not isinstance(context, dict):
        return None
    headers = {
        name: context[key] for key, name in _HEADERS.items() if isinstance(context.get(key), str)
    }
    has_allowance = all(_HEADERS[key] in headers for key in _RATE_LIMIT)
    status = _text(context, "statusCode")
    if status == "200":
        account, key, plan = (_text(context, name) for name in ("accountId", "keyId", "plan"))
        if account is None or key is None or plan is None or not has_allowance:
            return None
        return _Admission(Caller(account, key, plan), headers)
    message = _text(context, "message")
    if status not in _REFUSALS or message is None or (status == "429" and not has_allowance):
        return None
    return _error(_REFUSALS[status], message, headers)


def _text(context: Dict[str, Any], name: str) -> Optional[str]:
    value = context.get(name)
    return value if isinstance(value, str) else None


def _error(status: int, message: str, headers: Dict[str, str]) -> Response:
    return {
        "statusCode": status,
        "headers": {"Content-Type": "application/json", **headers},
        "body": json.dumps({"error": message}, separators=(",", ":"), ensure_ascii=False),
    }


def _with_headers(response: Response, added: Dict[str, str]) -> Response:
    """Adds headers in place of any of the same names, in whatever case."""
    names = {name.lower() for name in added}

    def without(headers: Optional[Dict[str, Any]]) -> Dict[str, Any]:
        return {name: value for name, value in (headers or {}).items() if name.lower() not in names}

    answer = {**response, "headers": {**without(response.get("headers")), **added}}
    if response.get("multiValueHeaders"):
        answer["multiValueHeaders"] = without(response["multiValueHeaders"])
    return answer
