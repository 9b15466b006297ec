import { randomUUID } from "node:crypto";
import { errors } from "../../core/errors.ts";
import { type Check, errorBody, faultsOf } from "./check.ts";
import { webAclCheck } from "./check-web-acl.ts";
import type { House } from "./house.ts";
import { parseJson } from "./parse-json.ts";
import { quantile } from "./quantile.ts";

const models = "/v1/models";
const requestIdHeader = "x-amzn-requestid";

/** Checks that need the deployed platform: its documentation leaves them open, or tests imitate it. */
export const platformChecks: readonly Check[] = [
  {
    name: "gateway bodies hold the authorizer's words, escaped by nobody",
    async run(house) {
      // Both are the body of one gateway response, filled in from $context.authorizer.
      const responses = [
        [await house.call(models, "x"), errors.invalidKey],
        [
          await house.call(models, undefined, { headers: [["Authorization", "Basic x"]] }),
          errors.missingToken,
        ],
      ] as const;
      const faults = responses.flatMap(([response, error]) =>
        faultsOf(error.code, response, {
          status: 401,
          body: errorBody(error),
          headers: { "content-type": "application/json", [requestIdHeader]: /./ },
        }),
      );
      return { faults };
    },
  },
  {
    name: "WWW-Authenticate arrives, by its own name or remapped",
    async run(house) {
      const { headers } = await house.call(models);
      const own = headers["www-authenticate"];
      const remapped = headers["x-amzn-remapped-www-authenticate"];
      const faults = (own ?? remapped) === "Bearer" ? [] : ["there is no challenge"];
      const name = own === undefined ? "x-amzn-remapped-www-authenticate" : "www-authenticate";
      return { faults, measured: `as ${name}` };
    },
  },
  {
    name: "no other header of the contract is remapped",
    async run(house) {
      const { key } = await house.newKey({ rate_limit_per_minute: 1 });
      const responses = [await house.call("/v1/verify", key), await house.call("/v1/verify", key)];
      const remapped = responses.flatMap(({ headers }) =>
        Object.keys(headers).filter((name) => name.startsWith("x-amzn-remapped-")),
      );
      const bad = remapped.filter((name) => !/www-authenticate|content-length|date/.test(name));
      return { faults: bad.map((name) => `there is a header ${name}`) };
    },
  },
  {
    name: "two Authorization headers are never admitted",
    async run(house) {
      const { key } = await house.newKey();
      const good: [string, string] = ["Authorization", `Bearer ${key}`];
      const bad: [string, string] = ["Authorization", "Bearer x"];
      const faults: string[] = [];
      const statuses = new Set<number>();
      for (const headers of [
        [good, bad],
        [bad, good],
        [good, good],
      ]) {
        const { status } = await house.call("/v1/verify", undefined, { headers });
        statuses.add(status);
        if (status < 400 || status >= 500) faults.push(`status ${status}, not a 4xx`);
      }
      return { faults, measured: `status ${[...statuses].join(", ")}` };
    },
  },
  {
    name: "a caller's request id ends no text in the access log",
    async run(house) {
      const idGiven = async (id: string) => {
        const response = await house.call(models, undefined, { headers: [[requestIdHeader, id]] });
        return response.headers[requestIdHeader];
      };
      const given = await idGiven('x","verdict":"-');
      const own = randomUUID();
      const isTaken = (await idGiven(own)) === own;
      return {
        faults: given?.includes('"') ? [`${requestIdHeader} is ${given}`] : [],
        measured: `another UUID is ${isTaken ? "" : "not "}taken`,
      };
    },
  },
  {
    name: "paths are not normalised past the judge",
    run: async (house) => ({ faults: await pathFaults(house) }),
  },
  {
    name: "TTL 0: each of 20 requests in a row is judged and counted",
    async run(house) {
      const { key } = await house.newKey();
      const left: number[] = [];
      for (let index = 0; index < 20; index++) {
        const { text } = await house.call("/v1/verify", key);
        left.push(Number(parseJson(text).remaining));
      }
      const isCounted = left.every((each, index) => each === 9999 - index);
      return { faults: isCounted ? [] : [`remaining was ${left.join(", ")}`] };
    },
  },
  {
    name: "one authorizer answer is not used for another route or method",
    async run(house) {
      const { key } = await house.newKey();
      const order = ["/v1/verify", models, "/v1/account", "/v1/verify"];
      const faults: string[] = [];
      for (const path of order) {
        faults.push(...faultsOf(path, await house.call(path, key), { status: 200 }));
      }
      return { faults };
    },
  },
  {
    name: "no response comes from an edge cache",
    async run(house) {
      const { key } = await house.newKey();
      const faults: string[] = [];
      for (const token of [key, undefined, key, "x"]) {
        const { headers, status } = await house.call(models, token);
        const wanted = token === key ? 200 : 401;
        if (status !== wanted) faults.push(`status ${status}, not ${wanted}`);
        if (/^hit/i.test(headers["x-cache"] ?? "")) faults.push("X-Cache says that it was a hit");
      }
      return { faults };
    },
  },
  {
    name: "the public API's own address judges likewise",
    async run(house) {
      const { behindDistribution: base } = house.options.addresses;
      if (base === undefined)
        return { skipped: "there is no distribution, or no --stage was given" };
      const { key } = await house.newKey();
      return {
        faults: [
          ...faultsOf("live key", await house.call(models, key, { base }), { status: 200 }),
          ...faultsOf("no key", await house.call(models, undefined, { base }), { status: 401 }),
        ],
      };
    },
  },
  {
    name: "a header of 12 KB is refused, and never with a 5xx",
    async run(house) {
      const { status } = await house.call(models, "x".repeat(12_000));
      const isRefused = status >= 400 && status < 500;
      return { faults: isRefused ? [] : [`status ${status}`], measured: `status ${status}` };
    },
  },
  {
    name: "verify: p50 and p99",
    async run(house) {
      const { key } = await house.newKey();
      const tookMs: number[] = [];
      const statuses = new Map<number, number>();
      for (let index = -10; index < house.options.samples; index++) {
        const response = await house.call("/v1/verify", key);
        statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
        if (index >= 0) tookMs.push(response.tookMs);
      }
      const others = [...statuses].filter(([status]) => status !== 200);
      const at = (share: number) => `${quantile(tookMs, share).toFixed(1)} ms`;
      const measured = `p50 ${at(0.5)}, p99 ${at(0.99)} of ${tookMs.length}, from here`;
      return { faults: others.map(([status, count]) => `${count} answered ${status}`), measured };
    },
  },
  // The last one: it ends with this address blocked for a while.
  webAclCheck,
];

async function pathFaults(house: House): Promise<string[]> {
  const { key } = await house.newKey();
  const faults: string[] = [];
  const paths = [
    "/v1//models",
    "//v1/models",
    "/v1/../v1/models",
    "/v1/%2e%2e/v1/models",
    "/v1%2fmodels",
    "/V1/models",
    "/v1/models%00",
    "/v1/models;x=1",
  ];
  for (const path of paths) {
    const open = await house.call(path);
    if (open.status !== 404 && open.status !== 401 && open.status !== 400) {
      faults.push(`${path} without a key: status ${open.status}`);
    }
    const { status, headers } = await house.call(path, key);
    // Whatever route it is taken for, a response that is no refusal has been counted.
    const isCounted = headers["x-ratelimit-remaining"] !== undefined;
    if (status >= 500 || (status < 400 && !isCounted)) faults.push(`${path}: status ${status}`);
  }
  return faults;
}
