#!/bin/sh
# Lists the models with cURL.
# Usage: LATCHKEY_URL=https://api.example.com LATCHKEY_KEY=sk_live_your_key_here sh curl.sh
set -eu

response=$(curl --silent --show-error --write-out '\n%{http_code}' \
  "$LATCHKEY_URL/api/v1/models" \
  -H "Authorization: Bearer $LATCHKEY_KEY")

status=${response##*
}
body=${response%
*}

echo "$status"
if [ "$status" != 200 ]; then
  echo "$body" | sed 's/.*"error":"\([^"]*\)".*/\1/'
  exit 1
fi
echo "$body" | grep -o '"id":"[^"]*"' | cut -d '"' -f 4
