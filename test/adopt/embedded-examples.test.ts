/**
 * Reach: the servers of examples/ and `npm start` as child processes, as their READMEs start them;
 * 127.0.0.1 only.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import * as z from "zod";
import { defaultKeyPrefix, issueKey } from "../../core/key/api-key.ts";
import { manage, newAccount, newKeyOf, type Running } from "../gateway/support/operator.ts";
import { type StartedCommand, startCommand } from "../support/start-command.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const json = { "Content-Type": "application/json" };
const runFile = z.object({ url: z.url() });

let command: StartedCommand;
let latchkey: Running;
let accountId: string;

beforeAll(async () => {
  const operatorToken = randomBytes(24).toString("hex");
  command = startCommand({ LATCHKEY_OPERATOR_TOKEN: operatorToken });
  await command.ready;
  const run: unknown = JSON.parse(readFileSync(join(command.runDirectory, "run.json"), "utf8"));
  latchkey = { url: runFile.parse(run).url, operatorToken };
  accountId = await newAccount(latchkey, "agency");
});

afterAll(async () => {
  await command?.stop();
});

interface ExampleServer {
  readonly url: string;
  /** Its exit code once it has ended by itself. */
  stop(): Promise<number | null>;
}

async function startExample(name: string): Promise<ExampleServer> {
  const child = spawn(process.execPath, ["--import", "tsx", `examples/${name}/server.ts`], {
    cwd: root,
    env: { ...process.env, PORT: "0", LATCHKEY_RUN_DIR: command.runDirectory },
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  return {
    url: await addressOf(child),
    async stop() {
      child.kill("SIGTERM");
      return ended;
    },
  };
}

/** Rejects with what the server printed if it ends before it listens. */
function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = "";
    const read = (chunk: Buffer) => {
      printed += chunk;
      const [, url] = /Listening at (\S+)\n/.exec(printed) ?? [];
      if (url !== undefined) resolve(url);
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("close", () => reject(new Error(printed)));
  });
}

describe.each(["express", "fastify", "hono"])("examples/%s", (name) => {
  let server: ExampleServer;

  beforeAll(async () => {
    server = await startExample(name);
  });

  const newKey = (fields?: Record<string, unknown>) => newKeyOf(latchkey, accountId, fields);

  async function call(path: string, headers: Record<string, string> = {}, body?: object) {
    const response = await fetch(`${server.url}${path}`, {
      headers: { ...headers, ...(body ? json : {}) },
      ...(body ? { method: "POST", body: JSON.stringify(body) } : {}),
    });
    const { status } = response;
    return { status, headers: Object.fromEntries(response.headers), json: await response.json() };
  }
  const bearer = (key: string) => ({ Authorization: `Bearer ${key}` });

  it("leaves its open route open", async () => {
    expect(await call("/health")).toMatchObject({ status: 200, json: { status: "ok" } });
  });

  it("answers 401 without a key, and with one that is not known", async () => {
    const unknown = issueKey(randomBytes, defaultKeyPrefix).text;
    for (const [headers, error] of [
      [{}, "Missing Authorization Bearer token"],
      [bearer("nonsense"), "Invalid API key"],
      [bearer(unknown), "Invalid API key"],
    ] as const) {
      const answer = await call("/v1/models", headers);
      expect(answer).toMatchObject({ status: 401, json: { error } });
      expect(answer.headers).toMatchObject({ "www-authenticate": "Bearer" });
    }
  });

  it("answers 200 with what is left, to the account of the key whatever headers claim", async () => {
    const { key } = await newKey({ rate_limit_per_minute: 30 });
    const claims = { "X-Latchkey-Account": "other", "X-Latchkey-Plan": "enterprise" };
    const listed = await call("/v1/models", { ...bearer(key), ...claims });
    expect(listed).toMatchObject({ status: 200, json: { account: accountId } });
    expect(listed.headers).toMatchObject({
      "x-ratelimit-limit": "30",
      "x-ratelimit-remaining": "29",
      "ratelimit-policy": '"default";q=30;w=60',
    });
    const echo = { text: "a body", list: [1, 2] };
    const echoed = await call("/v1/echo", bearer(key), echo);
    expect(echoed).toMatchObject({ status: 200, json: { account: accountId, echo } });
    expect(echoed.headers).toMatchObject({ "x-ratelimit-remaining": "24" });
  });

  it("answers 400 to a body that is no JSON, once the key is good", async () => {
    const { key } = await newKey();
    const post = async (headers: Record<string, string>) => {
      const request = { method: "POST", headers: { ...headers, ...json }, body: "{" };
      return (await fetch(`${server.url}/v1/echo`, request)).status;
    };
    expect([await post(bearer(key)), await post({})]).toEqual([400, 401]);
  });

  it("answers 403 without the scope, above the limit as a whole, and on another plan", async () => {
    const scoped = await newKey({ scopes: ["account:read"] });
    expect(await call("/v1/models", bearer(scoped.key))).toMatchObject({
      status: 403,
      json: { error: "API key lacks the scope models:read" },
    });
    const small = await newKey({ rate_limit_per_minute: 4 });
    expect(await call("/v1/echo", bearer(small.key), {})).toMatchObject({
      status: 403,
      json: { error: "Request cost exceeds the API key's limit" },
    });
    const other = await newKeyOf(latchkey, await newAccount(latchkey, "pro"));
    expect(await call("/v1/models", bearer(other.key))).toMatchObject({ status: 403 });
  });

  it("answers 429 over the limit", async () => {
    const { key } = await newKey({ rate_limit_per_minute: 5 });
    expect(await call("/v1/echo", bearer(key), {})).toMatchObject({ status: 200 });
    const limited = await call("/v1/models", bearer(key));
    expect(limited).toMatchObject({ status: 429, json: { error: "Rate limit exceeded" } });
    expect(limited.headers).toMatchObject({
      "x-ratelimit-remaining": "0",
      "retry-after": expect.stringMatching(/^\d{1,2}$/),
    });
  });

  it("admits nobody after a revocation's answer", async () => {
    const { id, key } = await newKey({ rate_limit_per_minute: 1_000 });
    expect(await call("/v1/models", bearer(key))).toMatchObject({ status: 200 });
    let isRevoked = false;
    const after: number[] = [];
    const user = async () => {
      for (let used = 0; used < 10; ) {
        const startedAfter = isRevoked;
        const { status } = await call("/v1/models", bearer(key));
        if (startedAfter) {
          after.push(status);
          used++;
        }
      }
    };
    const users = [user(), user(), user()];
    const path = `/accounts/${accountId}/keys/${id}`;
    const revoked = await manage(latchkey, "DELETE", path);
    isRevoked = true;
    await Promise.all(users);
    expect(revoked.status).toBe(200);
    expect(new Set(after)).toEqual(new Set([401]));
  });

  it("answers 503 while Latchkey hangs, and 200 afterwards without a restart", async () => {
    const { key } = await newKey({ rate_limit_per_minute: 1_000 });
    expect(await call("/v1/models", bearer(key))).toMatchObject({ status: 200 });
    // The whole group, and with it the database.
    process.kill(-command.pid, "SIGSTOP");
    try {
      let failed = await call("/v1/models", bearer(key));
      // The signal may arrive after the first request.
      while (failed.status === 200) failed = await call("/v1/models", bearer(key));
      for (const answer of [failed, await call("/v1/models", bearer(key))]) {
        expect(answer).toMatchObject({
          status: 503,
          headers: { "retry-after": "1" },
          json: { error: "Service temporarily unavailable" },
        });
      }
    } finally {
      process.kill(-command.pid, "SIGCONT");
    }
    let status = 503;
    while (status === 503) ({ status } = await call("/v1/models", bearer(key)));
    expect(status).toBe(200);
  });

  it("ends in order when it is told to", async () => {
    expect(await server.stop()).toBe(0);
  });
});
