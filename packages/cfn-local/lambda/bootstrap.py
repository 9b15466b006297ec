"""Runs in a process of its own, in the place of Lambda's Python runtime.

Loads a module, then answers one event at a time: an invocation is a line of JSON on standard input, an
answer one on file descriptor 3. Standard output and error are the function's.
"""

import importlib
import json
import os
import sys
import time
import traceback


class Context:
    """The members that AWS documents for the context object of Python functions."""

    identity = None
    client_context = None

    def __init__(self, invocation):
        self._deadline_ms = invocation["deadlineMs"]
        self.aws_request_id = invocation["requestId"]
        self.function_name = invocation["functionName"]
        self.function_version = "$LATEST"
        self.invoked_function_arn = invocation["functionArn"]
        self.memory_limit_in_mb = str(invocation["memoryMb"])
        self.log_group_name = invocation["logGroup"]
        self.log_stream_name = os.environ.get("AWS_LAMBDA_LOG_STREAM_NAME")

    def get_remaining_time_in_millis(self):
        return max(0, int(self._deadline_ms - time.time() * 1000))


def described(error):
    trace = traceback.format_exception(type(error), error, error.__traceback__)
    return {"errorType": type(error).__name__, "errorMessage": str(error), "trace": trace}


def answer(handler, invocation):
    try:
        result = handler(json.loads(invocation["payload"]), Context(invocation))
        return {"ok": True, "payload": json.dumps(result)}
    except Exception as error:
        return {"ok": False, **described(error)}


def main(module, name):
    answers = os.fdopen(3, "w", encoding="utf-8")

    def tell(message):
        answers.write(json.dumps(message) + "\n")
        answers.flush()

    try:
        sys.path.insert(0, os.environ["LAMBDA_TASK_ROOT"])
        handler = getattr(importlib.import_module(module.replace("/", ".")), name)
    except Exception as error:
        tell({"ready": False, **described(error)})
        return
    tell({"ready": True})
    for line in sys.stdin.buffer:
        tell(answer(handler, json.loads(line)))


main(*sys.argv[1:])
