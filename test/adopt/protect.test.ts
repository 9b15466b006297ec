import { randomBytes } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { defaultKeyPrefix, issueKey } from "../../core/key/api-key.ts";
import { keyItemKey } from "../../core/store/item-keys.ts";
import { manage, newAccount, newKeyOf } from "../gateway/support/operator.ts";
import { type RunningShop, startShop } from "./support/shop.ts";

interface Received {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let shop: RunningShop;
let server: Server;
let received: Received[] = [];

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const { method, url, headers } = request;
    received.push({ method, url, headers, body: Buffer.concat(chunks).toString("utf8") });
    if (url?.startsWith("/base/slow")) return;
    if (url?.startsWith("/base/reset")) return void request.socket.destroy();
    if (url?.startsWith("/base/large")) return void response.end("x".repeat(7 * 1024 * 1024));
    if (url?.startsWith("/base/picture")) {
      response.setHeader("Content-Type", "image/png");
      return void response.end(Buffer.from([137, 80, 78, 71, 255, 0]));
    }
    response.writeHead(418, {
      "Content-Type": "text/plain",
      "X-RateLimit-Limit": "made up",
      "X-Other": "kept",
      "Keep-Alive": "timeout=5",
    });
    response.end("from the back end");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  shop = await startShop(`http://127.0.0.1:${port}/base/`);
});

afterAll(async () => {
  await shop?.stop();
  server.closeAllConnections();
  server.close();
});

const latchkey = () => ({ url: shop.running.url, operatorToken: shop.operatorToken });

async function newKey(fields: Record<string, unknown> = {}, plan = "agency") {
  const accountId = await newAccount(latchkey(), plan);
  return { accountId, ...(await newKeyOf(latchkey(), accountId, fields)) };
}

async function call(
  method: string,
  url: string,
  key?: string,
  headers: Record<string, string> = {},
  body?: string,
) {
  const authorization = key === undefined ? {} : { Authorization: `Bearer ${key}` };
  const response = await fetch(url, {
    method,
    headers: { ...authorization, ...headers },
    ...(body === undefined ? {} : { body }),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** A key of a format that this version does not know cannot be judged. */
async function setFormat({ running }: RunningShop, keyId: string, format: number): Promise<void> {
  const client = new DynamoDBClient({
    endpoint: running.endpoints.dynamodb,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  await DynamoDBDocumentClient.from(client).send(
    new UpdateCommand({
      TableName: running.outputs.get("TableName"),
      Key: keyItemKey(keyId),
      UpdateExpression: "SET #format = :format",
      ExpressionAttributeNames: { "#format": "format" },
      ExpressionAttributeValues: { ":format": format },
    }),
  );
  client.destroy();
}

const getOrders = (key?: string, query = "", headers = {}) =>
  call("GET", `${shop.url}/orders${query}`, key, headers);
const refused = (error: string) => JSON.stringify({ error });

const spoofed = {
  "X-Latchkey-Account": "acct_of_another",
  "x-latchkey-key": "other",
  X_Latchkey_Plan: "enterprise",
  "X-Latchkey-New": "1",
};

describe("an existing API that is protected", () => {
  it("has operators only, if nobody signs users in", async () => {
    const claims = Buffer.from('{"iss":"https://issuer.example"}').toString("base64url");
    const answer = await call("GET", `${shop.running.url}/api/manage/v1/me`, `e30.${claims}.x`);
    expect([answer.status, JSON.parse(answer.text).code]).toEqual([401, "invalid_credentials"]);
    expect((await manage(latchkey(), "GET", "/me")).json.type).toBe("operator");
  });

  it("leaves the open route to everybody", async () => {
    const { status, text } = await call("GET", `${shop.url}/health`);
    expect([status, text]).toEqual([200, '{"ok":true}']);
  });

  it("answers 401 without a key, and with one that is none", async () => {
    const without = await getOrders();
    expect([without.status, without.text]).toEqual([
      401,
      refused("Missing Authorization Bearer token"),
    ]);
    const unknown = issueKey(randomBytes, defaultKeyPrefix).text;
    const answer = await getOrders(unknown);
    expect([answer.status, answer.text]).toEqual([401, refused("Invalid API key")]);
  });

  it("gives a function that knows nothing of keys its caller, and the caller its allowance", async () => {
    const { key, id, accountId } = await newKey({ rate_limit_per_minute: 5 });
    const { status, text, headers } = await getOrders(key, "", spoofed);
    expect(status).toBe(200);
    expect(headers.get("x-ratelimit-limit")).toBe("5");
    expect(headers.get("x-ratelimit-remaining")).toBe("4");
    expect(headers.get("ratelimit-policy")).toBe('"default";q=5;w=60');
    expect(headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    const got = JSON.parse(text);
    const latchkeys = Object.entries(got.headers).filter(([name]) => /latchkey/i.test(name));
    expect(latchkeys).toEqual([
      ["X-Latchkey-Account", accountId],
      ["X-Latchkey-Key", id],
      ["X-Latchkey-Plan", "agency"],
    ]);
    expect(text).not.toContain(key);
    expect(text.toLowerCase()).not.toContain('authorization"');
    expect(got.authorizer).toMatchObject({ accountId, keyId: id, plan: "agency" });
  });

  it("lets a wrapped function answer, and counts the cost of its route", async () => {
    const { key, accountId } = await newKey({ rate_limit_per_minute: 7 });
    const post = () => call("POST", `${shop.url}/orders`, key, {}, "two pears");
    const { status, text, headers } = await post();
    expect(status).toBe(201);
    expect(JSON.parse(text)).toMatchObject({ ordered: "two pears", by: { accountId } });
    expect(headers.get("x-ratelimit-remaining")).toBe("4");
    expect((await post()).headers.get("x-ratelimit-remaining")).toBe("1");
    const over = await post();
    expect([over.status, over.text]).toEqual([429, refused("Rate limit exceeded")]);
    expect(Number(over.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  it("answers 401 to a paused and an expired key", async () => {
    const { key, id, accountId } = await newKey();
    const expiry = Math.ceil(Date.now() / 1000 + 1) * 1000;
    const expired = await newKey({ expires_at: new Date(expiry).toISOString() });
    await manage(latchkey(), "PATCH", `/accounts/${accountId}/keys/${id}`, { is_active: false });
    while (Date.now() < expiry) await new Promise((resolve) => setTimeout(resolve, 50));
    for (const bad of [key, expired.key]) {
      const { status, text } = await getOrders(bad);
      expect([status, text]).toEqual([401, refused("Invalid API key")]);
    }
  });

  it("answers 403 for scope, plan, address and suspension, and for a cost above the limit", async () => {
    const suspended = await newKey();
    const path = `/accounts/${suspended.accountId}`;
    await manage(latchkey(), "PUT", path, { is_suspended: true });
    const plan = "Public API access requires Agency, Master/Business, or Enterprise plan.";
    const address = "API key is not allowed from this IP address";
    for (const [{ key }, error] of [
      [await newKey({ scopes: [] }), "API key lacks the scope orders:read"],
      [await newKey({}, "pro"), plan],
      [await newKey({ allowed_ips: ["203.0.113.7"] }), address],
      [suspended, "Account suspended"],
    ] as const) {
      const { status, text } = await getOrders(key, "", { "X-Forwarded-For": "203.0.113.7" });
      expect([status, text]).toEqual([403, refused(error)]);
    }
    const small = await newKey({ rate_limit_per_minute: 2 });
    const { status, text } = await call("POST", `${shop.url}/orders`, small.key, {}, "a pear");
    expect([status, text]).toEqual([403, refused("Request cost exceeds the API key's limit")]);
  });

  it("answers 429 for a quota that is used up, which the caller sees beside the limit", async () => {
    const { key } = await newKey({ rate_limit_per_minute: 5, quotas: { total: 1 } });
    expect((await getOrders(key)).status).toBe(200);
    const { status, text, headers } = await getOrders(key);
    expect([status, text]).toEqual([429, refused("Quota exceeded")]);
    expect(headers.get("ratelimit-policy")).toBe('"default";q=5;w=60, "total";q=1');
    expect(headers.get("retry-after")).toBeNull();
  });

  it("takes no orders from a query at a route that is called as the verify endpoint is", async () => {
    const { key } = await newKey({ scopes: [] });
    const { status, text } = await call("GET", `${shop.url}/v1/verify?cost=1`, key);
    expect([status, text]).toEqual([403, refused("API key lacks the scope orders:read")]);
  });

  it("refuses a key from the first request after it was revoked", async () => {
    const { key, id, accountId } = await newKey();
    expect((await getOrders(key)).status).toBe(200);
    await manage(latchkey(), "DELETE", `/accounts/${accountId}/keys/${id}`);
    expect((await getOrders(key)).status).toBe(401);
  });

  it("answers 503 while the key cannot be judged, and recovers", async () => {
    const { key, id } = await newKey();
    const format = (value: number) => setFormat(shop, id, value);
    await format(1_000_000);
    const { status, text, headers } = await getOrders(key);
    expect([status, text]).toEqual([503, refused("Service temporarily unavailable")]);
    expect(headers.get("retry-after")).toBe("1");
    await format(1);
    expect((await getOrders(key)).status).toBe(200);
  });

  it("answers 502 and 504 for a function that fails, answers oddly or is slow", async () => {
    const { key } = await newKey();
    const answers = await Promise.all(
      ["?fail=1", "?odd=1", "?slow=1"].map((query) => getOrders(key, query)),
    );
    expect(answers.map(({ status, text }) => [status, text])).toEqual([
      [502, refused("Bad gateway")],
      [502, refused("Bad gateway")],
      [504, refused("Gateway timeout")],
    ]);
  });
});

describe("an API that forwards to an HTTP back end", () => {
  const forwarded = (method: string, path: string, key?: string, headers = {}, body?: string) => {
    received = [];
    return call(method, `${shop.forwardingUrl}${path}`, key, headers, body);
  };

  it("lets nothing through without a key", async () => {
    expect((await forwarded("GET", "/things")).status).toBe(401);
    expect(received).toEqual([]);
  });

  it("sends method, path, query and body on, with the verdict in place of the key", async () => {
    const { key, id, accountId } = await newKey({ rate_limit_per_minute: 9 });
    const answer = await forwarded(
      "PUT",
      "/things/a%20b?x=1&x=2",
      key,
      { ...spoofed, "Content-Type": "text/plain", "X-Mine": "kept" },
      "ünï",
    );
    expect([answer.status, answer.text]).toEqual([418, "from the back end"]);
    expect(answer.headers.get("x-other")).toBe("kept");
    expect(answer.headers.get("x-ratelimit-limit")).toBe("9");
    const [got] = received;
    expect(got).toMatchObject({ method: "PUT", url: "/base/things/a%20b?x=1&x=2", body: "ünï" });
    const { headers = {} } = got ?? {};
    expect(headers["x-mine"]).toBe("kept");
    expect(headers.authorization).toBeUndefined();
    expect(Object.entries(headers).filter(([name]) => /latchkey/i.test(name))).toEqual([
      ["x-latchkey-account", accountId],
      ["x-latchkey-key", id],
      ["x-latchkey-plan", "agency"],
    ]);
  });

  it("does not ask the back end for a caller over the limit", async () => {
    const { key } = await newKey({ rate_limit_per_minute: 1 });
    expect((await forwarded("GET", "/", key)).status).toBe(418);
    expect((await forwarded("GET", "/", key)).status).toBe(429);
    expect(received).toEqual([]);
  });

  it("hands bytes on as they are", async () => {
    const { key } = await newKey();
    const response = await fetch(`${shop.forwardingUrl}/picture`, {
      headers: { Authorization: `Bearer ${key}`, Accept: "image/png" },
    });
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([137, 80, 78, 71, 255, 0]);
  });

  it("answers 504 for one that is slow, 502 for one that breaks off or says too much", async () => {
    const { key } = await newKey();
    const answers = [];
    for (const path of ["/slow", "/reset", "/large"]) {
      const { status, text } = await forwarded("GET", path, key);
      answers.push([status, text]);
    }
    expect(answers).toEqual([
      [504, refused("Gateway timeout")],
      [502, refused("Bad gateway")],
      [502, refused("Bad gateway")],
    ]);
  });
});
