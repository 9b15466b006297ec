"""Knows nothing of keys: it finds its caller in a header."""

import json


def handler(event, context):
    account = event["headers"].get("X-Latchkey-Account")
    return {"statusCode": 200, "body": json.dumps({"hello": account})}
