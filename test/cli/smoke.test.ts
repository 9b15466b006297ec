import { createServer, type IncomingMessage, type Server, request as send } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { manage } from "../gateway/support/operator.ts";
import { type FindableRun, startFindable } from "./support/local-run.ts";
import { runTool } from "./support/run-tool.ts";

let run: FindableRun;

beforeAll(async () => {
  run = await startFindable();
});
afterAll(async () => {
  await run.stop();
});

const few = ["smoke", "--samples", "10"];

describe("smoke", () => {
  it("passes on a local run, measures, and leaves no active key behind", async () => {
    const { exitCode, json } = await runTool("latchkey in a checkout", few, run.environment);
    const failed = json.checks.filter(({ outcome }: { outcome: string }) => outcome === "failed");
    expect([exitCode, failed, json.left_behind]).toEqual([0, [], null]);
    expect(json.passed + json.skipped).toBe(json.checks.length);
    expect(json.passed).toBeGreaterThanOrEqual(30);
    const measured = JSON.stringify(json.checks);
    expect(measured).toContain("0 of 50 admitted afterwards");
    expect(measured).toMatch(/p50 [0-9.]+ ms, p99 [0-9.]+ ms of 10/);
    const account = await manage(run, "GET", "/accounts/latchkey-smoke");
    expect(account.json.is_suspended).toBe(true);
    const keys = await manage(run, "GET", "/accounts/latchkey-smoke/keys?is_active=true");
    expect(keys.json.data).toEqual([]);
  });

  it("finds what a careless front does, quotes no secret, and ends with 1", async () => {
    const front = await startFront(run.url);
    const environment = { LATCHKEY_OPERATOR_TOKEN: run.operatorToken };
    const words = [...few, "--url", front.url, "--account", "smoke-front"];
    const { exitCode, json, stdout, stderr } = await runTool(
      "latchkey in a checkout",
      words,
      environment,
    );
    await front.stop();
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/error: \d+ checks failed/);
    const failed: { name: string }[] = json.checks.filter(
      ({ outcome }: { outcome: string }) => outcome === "failed",
    );
    expect(failed.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        "over the limit: exactly the limit of many at once, then 429 with Retry-After",
        "a revocation acts on every request after its response",
        "a rotation leaves the old secret for its grace period, and none without",
        "a caller's request id ends no text in the access log",
        "TTL 0: each of 20 requests in a row is judged and counted",
      ]),
    );
    expect(stdout + stderr).not.toMatch(/sk_live_[0-9A-Za-z]{8}_/);
    expect(stdout + stderr).not.toContain(run.operatorToken);
    const keys = await manage(run, "GET", "/accounts/smoke-front/keys?is_active=true");
    expect(keys.json.data).toEqual([]);
  });

  it("says in one line that nobody answers, and ends with 3", async () => {
    const environment = { LATCHKEY_OPERATOR_TOKEN: "x" };
    const words = [...few, "--url", "http://127.0.0.1:9"];
    const { exitCode, stderr } = await runTool("latchkey in a checkout", words, environment);
    expect(exitCode).toBe(3);
    expect(stderr.trim().split("\n").at(-1)).toMatch(/^error: PUT http:.*no response/);
  });

  it("refuses a rejected operator token with its status, and ends with 1", async () => {
    const environment = { LATCHKEY_OPERATOR_TOKEN: "x" };
    const { exitCode, stderr } = await runTool(
      "latchkey in a checkout",
      [...few, "--url", run.url],
      environment,
    );
    expect(exitCode).toBe(1);
    expect(stderr).toContain("error: Could not change the account: 401 Invalid credentials");
  });
});

/** Remembers what a credential was answered at a path, as an authorizer cache would. */
async function startFront(target: string): Promise<{ url: string; stop(): Promise<void> }> {
  const remembered = new Map<string, { status: number; headers: object; body: Buffer }>();
  const server: Server = createServer(async (request, response) => {
    const name = `${request.method} ${request.url} ${request.headers.authorization}`;
    const isPublic = request.method === "GET" && request.url?.startsWith("/api/v1/verify");
    const answer = remembered.get(name) ?? (await forward(target, request));
    if (isPublic && answer.status === 200) remembered.set(name, answer);
    const { "x-amzn-requestid": id } = request.headers;
    const headers = { ...answer.headers, ...(id && { "x-amzn-requestid": id }) };
    response.writeHead(answer.status, headers).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function forward(target: string, request: IncomingMessage) {
  const { hostname, port } = new URL(target);
  const { method, url: path, rawHeaders } = request;
  return new Promise<{ status: number; headers: object; body: Buffer }>((resolve, reject) => {
    const sent = send({ hostname, port, method, path, headers: rawHeaders }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks),
        }),
      );
    });
    sent.once("error", reject);
    request.pipe(sent);
  });
}
