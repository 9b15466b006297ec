-- Asks Latchkey whether a request's key may make it. Everything but an admission ends the request.

local socket = "unix@" .. os.getenv("LATCHKEY_SOCKET")

-- Longer than `timeout server` of the backend `latchkey`, which decides.
local timeout_ms = 6000

-- Headers of a refusal that go to the caller.
local refusal_headers = {
  "content-type", "www-authenticate", "retry-after", "x-latchkey-error", "x-ratelimit-limit",
  "x-ratelimit-remaining", "x-ratelimit-reset", "ratelimit-policy", "ratelimit",
}

local refusals = { [400] = true, [401] = true, [403] = true, [429] = true }

local identity = {
  ["x-latchkey-account"] = "X-Latchkey-Account",
  ["x-latchkey-key"] = "X-Latchkey-Key",
  ["x-latchkey-plan"] = "X-Latchkey-Plan",
}

local rate_limit = {
  ["x-ratelimit-limit"] = "txn.latchkey_limit",
  ["x-ratelimit-remaining"] = "txn.latchkey_remaining",
  ["x-ratelimit-reset"] = "txn.latchkey_reset",
  ["ratelimit-policy"] = "txn.latchkey_policy",
  ["ratelimit"] = "txn.latchkey_ratelimit",
}

local function first(response, name)
  local values = response.headers and response.headers[name]
  return values and values[0]
end

-- All of them: several `Authorization` headers are no credential, which Latchkey has to see.
local function credentials(txn)
  local values = {}
  local given = txn.http:req_get_headers()["authorization"]
  for index = 0, given and #given or -1 do
    values[#values + 1] = given[index]
  end
  return values
end

local function refuse(txn, status, headers, body)
  local reply = txn:reply({ status = status, body = body })
  for name, value in pairs(headers) do
    reply:add_header(name, value)
  end
  txn:done(reply)
end

local function unavailable(txn)
  local headers = { ["content-type"] = "application/json", ["retry-after"] = "1" }
  refuse(txn, 503, headers, '{"error":"Service temporarily unavailable"}')
end

local function refuse_as(txn, response)
  local headers = {}
  for _, name in ipairs(refusal_headers) do
    headers[name] = first(response, name)
  end
  -- API Gateway renames it where it is not a response of its own.
  local challenge = "www-authenticate"
  headers[challenge] = headers[challenge] or first(response, "x-amzn-remapped-" .. challenge)
  refuse(txn, response.status, headers, response.body)
end

local function admit(txn, response)
  for name, header in pairs(identity) do
    txn.http:req_set_header(header, first(response, name) or "")
  end
  for name, variable in pairs(rate_limit) do
    txn:set_var(variable, first(response, name) or "")
  end
end

core.register_action("latchkey", { "http-req" }, function(txn)
  local query = txn:get_var("txn.latchkey_query") .. "&ip=" .. txn.sf:src()
  local response = core.httpclient():get({
    url = "http://latchkey/api/v1/verify?" .. query,
    dst = socket,
    headers = { ["authorization"] = credentials(txn) },
    timeout = timeout_ms,
  })
  if response.status == 200 and first(response, "x-latchkey-key") then
    admit(txn, response)
  elseif refusals[response.status] and first(response, "content-type") == "application/json" then
    refuse_as(txn, response)
  else
    unavailable(txn)
  end
end)
