import { randomBytes } from "node:crypto";
import { errors } from "../../core/errors.ts";
import { issueKeyFor } from "../../core/key/api-key.ts";
import { type Check, errorBody, faultsOf } from "./check.ts";
import type { House } from "./house.ts";
import { parseJson } from "./parse-json.ts";
import type { WireResponse } from "./wire.ts";

const models = "/v1/models";
const missing = {
  status: 401,
  body: errorBody(errors.missingToken),
  headers: { "content-type": "application/json" },
};
const invalid = {
  status: 401,
  body: errorBody(errors.invalidKey),
  headers: { "content-type": "application/json" },
};
const wholeNumber = /^[0-9]+$/;

export const publicChecks: readonly Check[] = [
  {
    name: "no credential, another scheme or an empty header: 401 by the gateway",
    async run(house) {
      const named: [string, string | undefined][] = [
        ["no header", undefined],
        ["an empty header", ""],
        ["another scheme", "Basic eA=="],
        ["the scheme alone", "Bearer"],
      ];
      const faults: string[] = [];
      for (const [what, value] of named) {
        const headers: [string, string][] = value === undefined ? [] : [["Authorization", value]];
        faults.push(...faultsOf(what, await house.call(models, undefined, { headers }), missing));
      }
      return { faults };
    },
  },
  {
    name: "malformed, unknown, wrong and revoked keys: 401, all alike",
    async run(house) {
      const { id, key } = await house.newKey();
      const revoked = await house.newKey();
      await house.revoke(revoked.id);
      const refused = {
        malformed: "not-a-key",
        "wrong checksum": key.slice(0, -1) + (key.endsWith("0") ? "1" : "0"),
        unknown: house.madeUpKey(),
        "wrong secret": issueKeyFor(id, randomBytes, house.config.keyPrefix).text,
        revoked: revoked.key,
      };
      const faults: string[] = [];
      const forms = new Set<string>();
      for (const [what, token] of Object.entries(refused)) {
        const response = await house.call(models, token);
        faults.push(...faultsOf(what, response, invalid));
        forms.add(formOf(response));
      }
      if (forms.size > 1) faults.push("the responses differ in their headers");
      return { faults };
    },
  },
  {
    name: "a live key: 200 with its quota, then 304 to its ETag",
    async run(house) {
      const { key } = await house.newKey();
      const first = await house.call(models, key);
      const headers = {
        "content-type": "application/json",
        etag: /^(W\/)?".+"$/,
        "x-ratelimit-limit": "10000",
        "x-ratelimit-remaining": wholeNumber,
        "x-ratelimit-reset": wholeNumber,
        ratelimit: /^"default";r=[0-9]+;t=6[01]$/,
        "ratelimit-policy": '"default";q=10000;w=60',
        "access-control-allow-origin": null,
        "x-amzn-requestid": /^[0-9a-f-]{36}$/,
      };
      const faults = faultsOf("first", first, { status: 200, body: { object: "list" }, headers });
      const again: [string, string][] = [["If-None-Match", first.headers.etag ?? ""]];
      const second = await house.call(models, key, { headers: again });
      return { faults: [...faults, ...faultsOf("second", second, { status: 304, body: "" })] };
    },
  },
  {
    name: "the account endpoint names the caller",
    async run(house) {
      const { id, key } = await house.newKey();
      const response = await house.call("/v1/account", key);
      const body = { object: "account", account_id: house.options.accountId };
      const faults = faultsOf("account", response, { status: 200, body });
      return { faults: response.text.includes(id) ? faults : [...faults, "the key is not named"] };
    },
  },
  {
    name: "over the limit: exactly the limit of many at once, then 429 with Retry-After",
    async run(house) {
      const limit = 5;
      const { key } = await house.newKey({ rate_limit_per_minute: limit });
      const calls = Array.from({ length: 4 * limit }, () => house.call("/v1/verify", key));
      const admitted = (await Promise.all(calls)).filter(({ status }) => status === 200).length;
      const faults = faultsOf("next", await house.call("/v1/verify", key), {
        status: 429,
        body: errorBody(errors.rateLimitExceeded),
        headers: {
          "retry-after": /^([1-9]|[1-5][0-9]|6[01])$/,
          "x-ratelimit-remaining": "0",
          "x-latchkey-error": errors.rateLimitExceeded.message,
        },
      });
      if (admitted !== limit) faults.push(`${admitted} were admitted, not ${limit}`);
      return { faults, measured: `${admitted} of ${calls.length} admitted, limit ${limit}` };
    },
  },
  {
    name: "a quota used up: 429",
    async run(house) {
      const { key } = await house.newKey({ quotas: { total: 1 } });
      const first = await house.call("/v1/verify", key);
      const second = await house.call("/v1/verify", key);
      return {
        faults: [
          ...faultsOf("first", first, { status: 200 }),
          ...faultsOf("second", second, { status: 429, body: errorBody(errors.quotaExceeded) }),
        ],
      };
    },
  },
  {
    name: "a missing scope, and an address that is not allowed: 403",
    async run(house) {
      const [scope] = Object.keys(house.config.scopes);
      const elsewhere = await house.newKey({ allowed_ips: ["192.0.2.1"] });
      const faults = faultsOf("address", await house.call("/v1/verify", elsewhere.key), {
        status: 403,
        body: errorBody(errors.addressNotAllowed),
      });
      if (scope === undefined) return { faults };
      const { key } = await house.newKey({ scopes: [] });
      const response = await house.call(`/v1/verify?scope=${encodeURIComponent(scope)}`, key);
      const message = `${errors.insufficientScope.message} ${scope}`;
      const wanted = { status: 403, body: errorBody({ message }) };
      return { faults: [...faults, ...faultsOf("scope", response, wanted)] };
    },
  },
  {
    name: "verify: the verdict in body and headers, bad parameters 400, other media types 404",
    async run(house) {
      const { id, key } = await house.newKey();
      const good = await house.call("/v1/verify?cost=3", key, { method: "POST" });
      const headers = {
        "x-latchkey-account": house.options.accountId,
        "x-latchkey-key": id,
        "x-latchkey-plan": house.eligiblePlan,
        "x-ratelimit-remaining": "9997",
      };
      const body = { object: "verification", key_id: id, remaining: 9997 };
      const bad = await house.call("/v1/verify?cost=0", key);
      const message = `${errors.invalidParameter.message}: cost`;
      const contentType: [string, string][] = [["Content-Type", "text/plain"]];
      const typed = await house.call("/v1/verify", key, { headers: contentType });
      return {
        faults: [
          ...faultsOf("good", good, { status: 200, body, headers }),
          ...faultsOf("cost=0", bad, { status: 400, body: errorBody({ message }) }),
          ...faultsOf("text/plain", typed, {
            status: 404,
            body: errorBody(errors.notFound),
          }),
        ],
      };
    },
  },
  {
    name: "what is not there: 404 in the product's form",
    run: async (house) => ({ faults: await notFoundFaults(house) }),
  },
  {
    name: "the OpenAPI document is served to everybody",
    async run(house) {
      const response = await house.call("/openapi.json");
      const faults = faultsOf("document", response, { status: 200 });
      const { openapi } = parseJson(response.text);
      return { faults: /^3\.1/.test(String(openapi)) ? faults : [...faults, "is not OpenAPI 3.1"] };
    },
  },
];

async function notFoundFaults(house: House): Promise<string[]> {
  const { key } = await house.newKey();
  const body = errorBody(errors.notFound);
  const requests: [string, string][] = [
    ["GET", "/v1/nothing"],
    ["GET", "/v1/models/google"],
    ["POST", "/v1/models"],
    ["DELETE", "/v1/models"],
    ["OPTIONS", "/v1/models"],
  ];
  const faults: string[] = [];
  for (const [method, path] of requests) {
    const response = await house.call(path, key, { method });
    faults.push(...faultsOf(`${method} ${path}`, response, { status: 404, body }));
  }
  const head = await house.call(models, key, { method: "HEAD" });
  return [...faults, ...faultsOf("HEAD", head, { status: 404, body: "" })];
}

/** Header names and values but for those that differ with every response. */
function formOf({ headers }: WireResponse): string {
  const own = Object.entries(headers).filter(
    ([name]) => !/^(date|age|via|x-amz|x-cache|content-length|connection|keep-alive)/.test(name),
  );
  return JSON.stringify(own.sort());
}
