import { afterAll, afterEach, beforeAll, beforeEach, expect, it, jest } from "@jest/globals";
import fc from "fast-check";
import { forwarderNames, functionNames } from "../../../lib/function-names.ts";
import { findSecrets } from "../history/secrets.ts";
import { type Cloud, fuzzContext, type Handler, startCloud, unknownKey } from "./cloud.ts";
import {
  admittedContext,
  authorizerEvent,
  logDelivery,
  logEvent,
  operatorContext,
  queueEvent,
  requestEvent,
  streamEvent,
} from "./events.ts";
import { mutated } from "./mutations.ts";

/*
 * The raw event of every function with members replaced, removed and of other types, and with bytes
 * changed. Whatever comes, a function fails closed, ends with a value or an Error, and says nothing
 * that is secret. Reach: a database and a fake of AWS's other services on 127.0.0.1.
 */

const numRuns = Number(process.env.LATCHKEY_FUZZ || 150);
const longestMs = 10_000;

let cloud: Cloud;
let lines: string[] = [];
const stray: unknown[] = [];
const onStray = (error: unknown) => void stray.push(error);

beforeAll(async () => {
  process.on("unhandledRejection", onStray);
  cloud = await startCloud();
});
afterAll(async () => {
  process.off("unhandledRejection", onStray);
  await cloud.stop();
});
beforeEach(() => {
  lines = [];
  for (const method of ["log", "info", "warn", "error"] as const) {
    jest.spyOn(console, method).mockImplementation((...parts) => void lines.push(parts.join(" ")));
  }
});
afterEach(() => {
  jest.restoreAllMocks();
});

type Outcome = { readonly value: unknown } | { readonly error: unknown };

/** Calls a function as Lambda does: with JSON, from which nothing is shared with the caller. */
async function invoke(handler: Handler, event: unknown): Promise<Outcome> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("it hangs")), longestMs);
  });
  const text = JSON.stringify(event) ?? "null";
  try {
    return { value: await Promise.race([handler(JSON.parse(text), fuzzContext), late]) };
  } catch (error) {
    return { error };
  } finally {
    clearTimeout(timer);
  }
}

/** Holds what every function must keep to. */
function expectDiscreet(outcome: Outcome): void {
  const { value, error } = { value: undefined, error: undefined, ...outcome };
  // A middleware or Lambda's own runtime makes an answer of it.
  if (error !== undefined) expect(Object.prototype.toString.call(error)).toBe("[object Error]");
  expect(String(error)).not.toContain("it hangs");
  const { message, stack }: { message?: string; stack?: string } = Object(error ?? {});
  const places = new Map([
    ["the result", JSON.stringify(value) ?? ""],
    ["the error", `${message}\n${stack}`],
    ["the log", lines.join("\n")],
  ]);
  expect(findSecrets(cloud.secrets, places)).toEqual([]);
  expect(stray).toEqual([]);
}

async function fuzz(
  name: string,
  events: fc.Arbitrary<unknown>,
  check: (outcome: Outcome, event: unknown) => Promise<void> | void,
): Promise<void> {
  const handler = await cloud.load(name);
  const property = fc.asyncProperty(events, async (event) => {
    lines = [];
    cloud.aws.calls.length = 0;
    const outcome = await invoke(handler, event);
    expectDiscreet(outcome);
    await check(outcome, event);
  });
  await fc.assert(property, { numRuns });
}

function statusOf(outcome: Outcome): number | undefined {
  const value: unknown = "value" in outcome ? outcome.value : undefined;
  const { statusCode }: { statusCode?: unknown } = Object(value ?? {});
  return typeof statusCode === "number" ? statusCode : undefined;
}

/** All that a caller of an API decides about an event, as API Gateway would hand it over. */
function clientParts(good: ReturnType<typeof requestEvent>, odds: readonly string[]) {
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 60 }),
    fc.constantFrom(...odds, "", "0", "%", "%00", "../..", "x".repeat(10_000)),
  );
  const names = fc.oneof(
    fc.constantFrom("Authorization", "authorization", "Content-Type", "X-Forwarded-For"),
    fc.string({ minLength: 1, maxLength: 12 }),
  );
  const several = fc.dictionary(names, fc.array(text, { minLength: 1, maxLength: 2 }), {
    maxKeys: 6,
  });
  const last = (all: Readonly<Record<string, readonly string[]>>) =>
    Object.fromEntries(Object.entries(all).map(([name, values]) => [name, values.at(-1)]));
  const parameters = Object.keys(good.pathParameters ?? {});
  return fc
    .record({
      headers: several,
      query: fc.option(several),
      path: fc.array(text, { minLength: parameters.length, maxLength: parameters.length }),
      body: fc.oneof(
        fc.option(text),
        mutated(JSON.parse(good.body ?? "{}")).map((json) => JSON.stringify(json) ?? ""),
      ),
      isJson: fc.boolean(),
      isBase64Encoded: fc.boolean(),
    })
    .map(({ headers, query, path, body, isJson, isBase64Encoded }) => {
      const multiValueHeaders = {
        ...headers,
        ...(isJson ? { "Content-Type": ["application/json"] } : {}),
      };
      return {
        ...good,
        headers: last(multiValueHeaders),
        multiValueHeaders,
        queryStringParameters: query && last(query),
        multiValueQueryStringParameters: query,
        pathParameters:
          good.pathParameters &&
          Object.fromEntries(parameters.map((name, index) => [name, path[index]])),
        body,
        isBase64Encoded,
      };
    });
}

const bearers = () => [cloud.key, cloud.operatorToken, unknownKey()].map((it) => `Bearer ${it}`);

function policyOf(outcome: Outcome) {
  const value: unknown = "value" in outcome ? outcome.value : undefined;
  // biome-ignore lint/suspicious/noExplicitAny: members of what may be anything are read.
  const { policyDocument, context = {} }: any = Object(value ?? {});
  return { effect: policyDocument?.Statement?.[0]?.Effect, context };
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}

function holds(event: unknown, text: string): boolean {
  return JSON.stringify(event)?.includes(text) === true;
}

it("authorizer: admits nobody but by the key", async () => {
  const good = authorizerEvent({ Authorization: `Bearer ${cloud.key}` });
  const verify = authorizerEvent({ Authorization: `Bearer ${cloud.key}` }, "/v1/verify");
  const events = fc.oneof(mutated(good), mutated(verify));
  await fuzz("authorizer", events, (outcome, event) => {
    const { effect, context } = policyOf(outcome);
    expect(["Allow", "Deny", undefined]).toContain(effect);
    if (effect === "Allow" && context.statusCode === 200)
      expect(holds(event, cloud.key)).toBe(true);
  });
  for (const shaped of [good, verify]) {
    await fuzz("authorizer", clientParts(shaped, bearers()), (outcome, event) => {
      const { effect, context } = policyOf(outcome);
      expect(["Allow", "Deny"]).toContain(effect);
      expect(context.statusCode).not.toBe(503);
      if (context.statusCode === 200) expect(holds(event, cloud.key)).toBe(true);
    });
  }
});

it("management-authorizer: lets nobody in but by the operator token", async () => {
  const good = authorizerEvent({ Authorization: `Bearer ${cloud.operatorToken}` });
  await fuzz("management-authorizer", mutated(good), (outcome, event) => {
    if (policyOf(outcome).effect !== "Allow") return;
    expect(holds(event, cloud.operatorToken)).toBe(true);
  });
  await fuzz("management-authorizer", clientParts(good, bearers()), (outcome, event) => {
    const { effect } = policyOf(outcome);
    expect(["Allow", "Deny"]).toContain(effect);
    if (effect === "Allow") expect(holds(event, cloud.operatorToken)).toBe(true);
  });
});

const protectedNames = ["models", "account", ...forwarderNames] as const;

it.each(protectedNames)("%s: runs for no request that was not admitted", async (name) => {
  const good = requestEvent({
    headers: { Authorization: `Bearer ${cloud.key}` },
    authorizer: { ...admittedContext, keyId: cloud.keyId },
  });
  const isServed = (outcome: Outcome) => (statusOf(outcome) ?? 500) < 400;
  const isForwarded = () => cloud.aws.calls.some(({ operation }) => operation.startsWith("/"));
  await fuzz(name, mutated(good), (outcome, event) => {
    const { requestContext } = Object(event);
    const isAdmitted = requestContext?.authorizer?.statusCode === "200";
    if (isServed(outcome) || isForwarded()) expect(isAdmitted).toBe(true);
  });
  await fuzz(name, clientParts(good, bearers()), (outcome) => {
    expect(statusOf(outcome)).toBeDefined();
    expect(statusOf(outcome)).not.toBe(500);
    expect(statusOf(outcome)).not.toBe(503);
  });
});

/** Each route of a function of the management API, with a body that it takes. */
const managementRoutes = {
  "account-management": [
    ["PUT", "/manage/v1/accounts/{account_id}", '{"plan":"agency"}'],
    ["GET", "/manage/v1/accounts/{account_id}", null],
    ["GET", "/manage/v1/accounts", null],
    ["GET", "/manage/v1/accounts/{account_id}/events", null],
    ["GET", "/manage/v1/me", null],
  ],
  "key-management": [
    ["POST", "/manage/v1/accounts/{account_id}/keys", '{"name":"A","quotas":{"day":5}}'],
    ["GET", "/manage/v1/accounts/{account_id}/keys", null],
    ["PATCH", "/manage/v1/accounts/{account_id}/keys/{id}", '{"scopes":[],"allowed_ips":["::1"]}'],
    ["POST", "/manage/v1/accounts/{account_id}/keys/{id}/rotate", '{"grace_period_seconds":1}'],
    ["DELETE", "/manage/v1/accounts/{account_id}/keys/{id}", null],
    ["GET", "/manage/v1/accounts/{account_id}/keys/{id}/explain", null],
    ["GET", "/manage/v1/keys/{id_or_prefix}", null],
  ],
  operations: [
    ["GET", "/manage/v1/requests/{request_id}", null],
    ["GET", "/manage/v1/health", null],
  ],
} as const;

const managementNames = ["account-management", "key-management", "operations"] as const;

it.each(managementNames)("%s: answers whatever a client sends, and never 5xx", async (name) => {
  const parameters = {
    account_id: "fuzzed",
    id: "3kTMd92x",
    id_or_prefix: "3kTMd92x",
    request_id: "r",
  };
  const goods = managementRoutes[name].map(([method, resource, body]) => {
    const used = Object.entries(parameters).filter(([one]) => resource.includes(`{${one}}`));
    return requestEvent({
      method,
      resource,
      body,
      pathParameters: Object.fromEntries(used),
      headers: { "Content-Type": "application/json" },
      authorizer: operatorContext,
    });
  });
  const known = ["fuzzed", "3kTMd92x"];
  await fuzz(name, fc.oneof(...goods.map((good) => clientParts(good, known))), (outcome) => {
    const status = statusOf(outcome);
    expect(status).toBeDefined();
    expect(status).toBeLessThan(500);
    const { body = "" } = Object("value" in outcome ? outcome.value : {});
    expect(() => JSON.parse(body)).not.toThrow();
  });
  await fuzz(name, fc.oneof(...goods.map((good) => mutated(good))), (outcome, event) => {
    const { requestContext } = Object(event);
    const isJudged = ["operator", "user"].includes(requestContext?.authorizer?.actor);
    if ((statusOf(outcome) ?? 500) < 400) expect(isJudged).toBe(true);
  });
});

it("leak-report: answers whatever a client sends, and tells nothing of keys", async () => {
  const { key } = await cloud.management.newKey("fuzzed");
  const good = requestEvent({
    method: "POST",
    resource: "/leaks/report",
    body: JSON.stringify({ key }),
    headers: { "Content-Type": "application/json" },
  });
  await fuzz("leak-report", clientParts(good, [cloud.operatorToken]), (outcome) => {
    expect([204, 400, 413, 415, 429]).toContain(statusOf(outcome));
  });
  await fuzz("leak-report", mutated(good), (outcome) => {
    if ("value" in outcome) expect(statusOf(outcome)).toBeDefined();
  });
});

it("event-publisher: publishes or sets aside every record, or says from which on to try again", async () => {
  // Text in place of the records would be taken for a record a character.
  const events = mutated(streamEvent(3)).filter((event) => !isText(Object(event).Records));
  await fuzz("event-publisher", events, (outcome, event) => {
    if (!("value" in outcome)) return;
    const { batchItemFailures } = Object(outcome.value);
    expect(batchItemFailures).toEqual(expect.any(Array));
    const { Records } = Object(event);
    if (batchItemFailures.length > 0 || !Array.isArray(Records)) return;
    const { calls } = cloud.aws;
    const sizeOf = (name: string) =>
      calls
        .filter(({ operation }) => operation.endsWith(name))
        .reduce((sum, { input }) => sum + (input.Entries?.length ?? 1), 0);
    const published = sizeOf("PutEvents");
    expect(published + sizeOf(".SendMessage")).toBe(Records.length);
    expect(sizeOf("SendMessageBatch")).toBe(published);
  });
});

it("webhook-sender: one bad message holds up no other", async () => {
  const good = queueEvent(cloud.webhookUrl, 1).Records[0];
  const one = queueEvent(cloud.webhookUrl, 2).Records[1];
  const events = mutated(one).map((odd) => ({ Records: [odd, good] }));
  await fuzz("webhook-sender", events, (outcome) => {
    const sent = cloud.aws.calls.filter(({ operation }) => operation === "/webhooks");
    if ("value" in outcome) {
      const { batchItemFailures } = Object(outcome.value);
      expect(batchItemFailures.length).toBeLessThanOrEqual(1);
      expect(sent.map(({ input }) => input.id)).toContain("event-0");
    }
    expect(sent.length).toBeLessThanOrEqual(2);
  });
});

it("expiry-notices: runs whatever its event is", async () => {
  await fuzz("expiry-notices", fc.oneof(fc.jsonValue(), mutated({ time: "now" })), (outcome) => {
    expect(outcome).toEqual({ value: undefined });
  });
});

it("count-refusals: counts, or leaves everything as it was", async () => {
  const good = logEvent(cloud.keyId);
  const line = { time: String(Date.now()), keyId: cloud.keyId, reason: "limit" };
  const message = { messageType: "DATA_MESSAGE", logStream: "s", logEvents: [] };
  const batches = mutated(line).map((odd) =>
    logDelivery({ ...message, logEvents: [{ id: "1", message: JSON.stringify(odd) ?? "" }] }),
  );
  const before = await cloud.table.readKey(cloud.keyId);
  await fuzz("count-refusals", fc.oneof(mutated(good), batches), () => {});
  expect(await cloud.table.readKey(cloud.keyId)).toEqual(before);
});

it("has a case for every function that there is", () => {
  const here = [
    "authorizer",
    "management-authorizer",
    ...protectedNames,
    ...managementNames,
    "leak-report",
    "event-publisher",
    "webhook-sender",
    "expiry-notices",
    "count-refusals",
  ];
  expect(here.sort()).toEqual([...functionNames, ...forwarderNames].sort());
});
