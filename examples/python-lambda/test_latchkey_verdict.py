"""Holds the decorator to the table of contexts that the TypeScript wrappers are held to."""

from __future__ import annotations

import ast
import json
import unittest
from pathlib import Path
from typing import Any, Dict, List, Tuple
from unittest import mock

from latchkey_verdict import Caller, with_verdict

import app
import latchkey_verdict

HERE = Path(__file__).resolve().parent
TABLE = HERE.parents[1] / "test" / "fixtures" / "verdict-contexts.json"
OWN = {"statusCode": 200, "headers": {"X-Own": "1"}, "body": "own"}
INTERNAL = {
    "statusCode": 500,
    "headers": {"Content-Type": "application/json"},
    "body": '{"error":"Internal server error"}',
}


def event_of(authorizer: Any) -> Dict[str, Any]:
    request = {"requestId": "request-1", "authorizer": authorizer}
    return {"httpMethod": "GET", "resource": "/v1/models", "requestContext": request}


def run(event: Dict[str, Any]) -> Tuple[Dict[str, Any], List[Caller]]:
    callers: List[Caller] = []

    @with_verdict
    def handler(event: Dict[str, Any], caller: Caller, context: Any) -> Dict[str, Any]:
        callers.append(caller)
        return OWN

    return handler(event, None), callers


class Table(unittest.TestCase):
    def setUp(self) -> None:
        self.table = json.loads(TABLE.read_text(encoding="utf-8"))
        self.admitted = next(row for row in self.table["judged"] if row["name"] == "admitted")

    def test_answers_what_was_judged(self) -> None:
        self.assertGreater(len(self.table["judged"]), 10)
        for row in self.table["judged"]:
            with self.subTest(row["name"]), mock.patch.object(latchkey_verdict, "_log") as log:
                response, callers = run(event_of(row["context"]))
                log.error.assert_not_called()
                if "caller" in row:
                    self.assertEqual(callers, [Caller(**row["caller"])])
                    headers = {**OWN["headers"], **row["headers"]}
                    self.assertEqual(response, {**OWN, "headers": headers})
                else:
                    self.assertEqual(callers, [])
                    refusal = {key: row[key] for key in ("headers", "body")}
                    self.assertEqual(response, {"statusCode": row["status"], **refusal})

    def test_refuses_and_logs_what_was_not(self) -> None:
        self.assertGreater(len(self.table["unjudged"]), 30)
        events = {row["name"]: event_of(row["context"]) for row in self.table["unjudged"]}
        without = {"no context": {"requestContext": {}}, "no request": {}}
        without["null for a request"] = {"requestContext": None}
        for name, event in {**events, **without}.items():
            with self.subTest(name), self.assertLogs(latchkey_verdict.__name__, "ERROR") as logged:
                response, callers = run(event)
            with self.subTest(name):
                self.assertEqual((response, callers), (INTERNAL, []))
                self.assertIn("a request came without a verdict", logged.output[0])

    def test_replaces_headers_of_the_same_names(self) -> None:
        own = {"x-ratelimit-limit": "9", "retry-after": "3"}
        several = {"RATELIMIT": ["a"], "Set-Cookie": ["c", "d"]}

        @with_verdict
        def handler(event: Any, caller: Caller, context: Any) -> Dict[str, Any]:
            return {"statusCode": 204, "headers": own, "multiValueHeaders": several}

        response = handler(event_of(self.admitted["context"]), None)
        self.assertEqual(response["headers"], {"retry-after": "3", **self.admitted["headers"]})
        self.assertEqual(response["multiValueHeaders"], {"Set-Cookie": ["c", "d"]})
        self.assertEqual(own["x-ratelimit-limit"], "9")

    def test_raises_what_the_handler_raises(self) -> None:
        @with_verdict
        def handler(event: Any, caller: Caller, context: Any) -> Dict[str, Any]:
            raise KeyError("own")

        with self.assertRaises(KeyError):
            handler(event_of(self.admitted["context"]), None)

    def test_the_example_answers(self) -> None:
        response = app.handler(event_of(self.admitted["context"]), None)
        self.assertEqual(json.loads(response["body"]), {"account": "acct_1", "plan": "agency"})
        self.assertEqual(response["headers"]["X-RateLimit-Remaining"], "59")


class Language(unittest.TestCase):
    def test_is_that_of_python_3_9(self) -> None:
        for path in HERE.glob("*.py"):
            ast.parse(path.read_text(encoding="utf-8"), path.name, feature_version=(3, 9))


if __name__ == "__main__":
    unittest.main()
