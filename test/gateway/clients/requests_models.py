"""Lists the models with Python's requests.

Usage: LATCHKEY_URL=https://api.example.com LATCHKEY_KEY=sk_live_your_key_here python3 requests_models.py
"""

import os
import sys

import requests

response = requests.get(
    f"{os.environ['LATCHKEY_URL']}/api/v1/models",
    headers={"Authorization": f"Bearer {os.environ['LATCHKEY_KEY']}"},
    timeout=30,
)

print(response.status_code)
if not response.ok:
    print(response.json()["error"])
    sys.exit(1)
for model in response.json()["data"]:
    print(model["id"])
