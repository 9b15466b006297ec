import { randomBytes } from "node:crypto";
import { createServer, request as httpRequest, type Server } from "node:http";
import { text } from "node:stream/consumers";
import { serve } from "@hono/node-server";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import express from "express";
import fastify from "fastify";
import { Hono } from "hono";
import { defaultKeyPrefix, issueKey } from "../../../core/key/api-key.ts";
import { latchkey as forExpress } from "../../../verifier/adapters/express.ts";
import { latchkey as forFastify } from "../../../verifier/adapters/fastify.ts";
import { latchkey as forHono } from "../../../verifier/adapters/hono.ts";
import { latchkey as forNode } from "../../../verifier/adapters/node-http.ts";
import type { RouteDemand, Verifier } from "../../../verifier/index.ts";
import { type EmbeddedHouse, startEmbeddedHouse } from "../../support/embedded-house.ts";

/* Reach: each framework on a port of 127.0.0.1, the embedded database behind. */

/** What each server is guarded with, by path. A handler answers with the caller and the body it got. */
const demands: Readonly<Record<string, RouteDemand>> = {
  "/plain": {},
  "/scoped": { scope: "models:read" },
  "/costly": { cost: 100 },
};

interface Running {
  readonly port: number;
  stop(): Promise<void>;
}

type Start = (verifier: Verifier) => Promise<Running>;

const adapters: Readonly<Record<string, Start>> = {
  Express: async (verifier) => {
    const app = express();
    for (const [path, demand] of Object.entries(demands)) {
      app.post(path, forExpress(verifier, demand), express.text(), (request, response) => {
        response.set("X-Own", "kept").json({ key: request.latchkey?.key, body: request.body });
      });
    }
    return running(app.listen(0, "127.0.0.1"));
  },
  Fastify: async (verifier) => {
    const app = fastify();
    for (const [path, demand] of Object.entries(demands)) {
      app.post(path, { onRequest: forFastify(verifier, demand) }, async (request, reply) => {
        reply.header("X-Own", "kept");
        return { key: request.latchkey?.key, body: request.body };
      });
    }
    const url = await app.listen({ port: 0, host: "127.0.0.1" });
    return { port: Number(new URL(url).port), stop: async () => app.close() };
  },
  Hono: async (verifier) => {
    const app = new Hono();
    for (const [path, demand] of Object.entries(demands)) {
      app.post(path, forHono(verifier, demand), async (context) => {
        const body = await context.req.text();
        return Response.json(
          { key: context.get("latchkey").key, body },
          { headers: { "X-Own": "kept" } },
        );
      });
    }
    const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" });
    if (!("closeAllConnections" in server)) throw new Error("not a server of node:http");
    return running(server);
  },
  "node:http": async (verifier) => {
    const listeners = Object.entries(demands).map(([path, demand]) => {
      const listener = forNode(verifier, demand, async (request, response) => {
        const body = await text(request);
        response.setHeader("X-Own", "kept");
        response.setHeader("Content-Type", "application/json");
        response.end(JSON.stringify({ key: request.latchkey.key, body }));
      });
      return [path, listener] as const;
    });
    const routes = new Map(listeners);
    const server = createServer((request, response) => {
      void routes.get(request.url ?? "")?.(request, response);
    });
    return running(server.listen(0, "127.0.0.1"));
  },
};

async function running(server: Server): Promise<Running> {
  if (!server.listening) await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return {
    port: address.port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

let house: EmbeddedHouse;

beforeAll(async () => {
  house = await startEmbeddedHouse();
});

afterAll(async () => {
  await house.stop();
});

interface Response {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/**
 * Sends claims of who calls, too, which count for nothing.
 *
 * @param authorization one header each
 */
function post(port: number, path: string, ...authorization: string[]): Promise<Response> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({
      host: "127.0.0.1",
      port,
      path,
      method: "POST",
      headers: {
        "Content-Type": "text/plain",
        "X-Latchkey-Account": "spoofed",
        "X-Latchkey-Key": "spoofed",
        "X-Latchkey-Plan": "enterprise",
        ...(authorization.length > 0 ? { Authorization: authorization } : {}),
      },
    });
    outgoing.on("error", reject);
    outgoing.on("response", (response) => {
      const { statusCode: status, headers } = response;
      text(response).then((body) => resolve({ status, headers, body }), reject);
    });
    outgoing.end("a body");
  });
}

const rateLimit = {
  "x-ratelimit-limit": "60",
  "x-ratelimit-reset": expect.stringMatching(/^\d{10}$/),
  "ratelimit-policy": '"default";q=60;w=60',
};

describe.each(Object.entries(adapters))("the adapter for %s", (_, start) => {
  let server: Running;
  let verifier: Verifier;

  beforeAll(async () => {
    verifier = house.verifier();
    server = await start(verifier);
  });

  afterAll(async () => {
    await server.stop();
  });

  async function expectRefusal(
    response: Response,
    status: number,
    error: string,
    headers: Record<string, unknown> = {},
  ): Promise<void> {
    expect(response).toMatchObject({ status, body: JSON.stringify({ error }) });
    expect(response.headers).toMatchObject({ "content-type": "application/json", ...headers });
  }

  it("hands an admitted request on, its body and caller with it, and adds what is left", async () => {
    const { key } = await house.issue();
    const response = await post(server.port, "/plain", `Bearer ${key.text}`);
    expect(response.status).toBe(200);
    expect(JSON.parse(response.body)).toEqual({ key: key.id, body: "a body" });
    expect(response.headers).toMatchObject({
      ...rateLimit,
      "x-ratelimit-remaining": "59",
      ratelimit: expect.stringMatching(/^"default";r=59;t=\d+$/),
      "x-own": "kept",
    });
  });

  it("answers 401 without a credential, or with several", async () => {
    const { key } = await house.issue();
    const good = `Bearer ${key.text}`;
    const challenge = { "www-authenticate": "Bearer" };
    const missing = "Missing Authorization Bearer token";
    for (const headers of [[], ["Basic abc"], [good, good], [good, "Basic abc"], ["", good]]) {
      await expectRefusal(await post(server.port, "/plain", ...headers), 401, missing, challenge);
    }
    const other = await post(server.port, "/plain", `bearer  ${key.text}`);
    expect(other.status).toBe(200);
    expect(other.headers["x-ratelimit-remaining"]).toBe("59");
  });

  it("answers 401 to malformed, unknown, revoked, paused and expired keys alike", async () => {
    const revokedAt = 1_700_000_000;
    const bad = [
      { text: "nonsense" },
      issueKey(randomBytes, defaultKeyPrefix),
      (await house.issue({ isActive: false, revokedAt })).key,
      (await house.issue({ isActive: false })).key,
      (await house.issue({ expiresAt: revokedAt })).key,
    ];
    for (const key of bad) {
      const response = await post(server.port, "/plain", `Bearer ${key.text}`);
      await expectRefusal(response, 401, "Invalid API key", { "www-authenticate": "Bearer" });
    }
  });

  it.each([
    ["a suspended account", "/plain", { isSuspended: true }, "Account suspended", {}],
    [
      "a plan that is not eligible",
      "/plain",
      { plan: "pro" },
      "Public API access requires Agency, Master/Business, or Enterprise plan.",
      {},
    ],
    [
      "another address",
      "/plain",
      { allowedIps: ["203.0.113.0/24"] },
      "API key is not allowed from this IP address",
      {},
    ],
    [
      "a key without the scope",
      "/scoped",
      { scopes: ["account:read"] },
      "API key lacks the scope models:read",
      { "www-authenticate": 'Bearer error="insufficient_scope", scope="models:read"' },
    ],
    ["a cost above the limit", "/costly", {}, "Request cost exceeds the API key's limit", {}],
  ])("answers 403 to %s", async (_, path, overrides, error, headers) => {
    const { key } = await house.issue(overrides);
    const response = await post(server.port, path, `Bearer ${key.text}`);
    await expectRefusal(response, 403, error, headers);
    expect(response.headers).not.toHaveProperty("x-ratelimit-limit");
  });

  it("judges an allow list by the connection's address", async () => {
    const { key } = await house.issue({ allowedIps: ["127.0.0.0/8"] });
    expect((await post(server.port, "/plain", `Bearer ${key.text}`)).status).toBe(200);
  });

  it("answers 429 over the limit or a quota, and says when to come back", async () => {
    const limited = await house.issue({ rateLimitPerMinute: 60, quotas: { total: 1 } });
    expect((await post(server.port, "/plain", `Bearer ${limited.key.text}`)).status).toBe(200);
    const overQuota = await post(server.port, "/plain", `Bearer ${limited.key.text}`);
    await expectRefusal(overQuota, 429, "Quota exceeded", { "x-ratelimit-limit": "60" });
    expect(overQuota.headers).not.toHaveProperty("retry-after");

    const { key } = await house.issue({ rateLimitPerMinute: 1 });
    await post(server.port, "/plain", `Bearer ${key.text}`);
    const overLimit = await post(server.port, "/plain", `Bearer ${key.text}`);
    await expectRefusal(overLimit, 429, "Rate limit exceeded", {
      "x-ratelimit-limit": "1",
      "x-ratelimit-remaining": "0",
      "retry-after": expect.stringMatching(/^\d{1,2}$/),
    });
  });

  it("admits nobody after a revocation's answer, under load", async () => {
    const { key } = await house.issue({ rateLimitPerMinute: 10_000 });
    let isRevoked = false;
    const after: (number | undefined)[] = [];
    let admitted = 0;
    async function call(): Promise<void> {
      while (after.length < 20) {
        const hasBegunAfter = isRevoked;
        const { status } = await post(server.port, "/plain", `Bearer ${key.text}`);
        if (hasBegunAfter) after.push(status);
        else if (status === 200) admitted++;
      }
    }
    const callers = Array.from({ length: 4 }, call);
    while (admitted < 20) await new Promise(setImmediate);
    await house.revoke(key.id);
    isRevoked = true;
    await Promise.all(callers);
    expect(new Set(after)).toEqual(new Set([401]));
  });

  it("answers 503 while the table is out of reach, and is well again without a restart", async () => {
    const { key } = await house.issue();
    const quick = house.verifier({ deadlineMs: 300 });
    const other = await start(quick);
    await post(other.port, "/plain", `Bearer ${key.text}`);
    house.front.isDown = true;
    try {
      const response = await post(other.port, "/plain", `Bearer ${key.text}`);
      await expectRefusal(response, 503, "Service temporarily unavailable", { "retry-after": "1" });
    } finally {
      house.front.isDown = false;
    }
    let status: number | undefined = 503;
    while (status === 503) ({ status } = await post(other.port, "/plain", `Bearer ${key.text}`));
    expect(status).toBe(200);
    await other.stop();
  });

  it("refuses a mistake where the route is made", async () => {
    const wrong = { checkFor: () => verifier.checkFor({ scope: "no:such" }) };
    await expect(start({ ...verifier, ...wrong })).rejects.toThrow('scope "no:such"');
  });
});
