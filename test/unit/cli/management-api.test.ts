import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { succeed } from "../../../cli/api/api-response.ts";
import { listPages } from "../../../cli/api/list-pages.ts";
import { createManagementApi } from "../../../cli/api/management-api.ts";
import type { FetchRequest } from "../../../cli/network/fetch.ts";
import { answered, FakeApi } from "./support/fake-api.ts";
import { RecordingTerminal } from "./support/recording-terminal.ts";

interface Reply {
  /** Undefined: none comes until the caller has had enough. */
  readonly given?: Response | Error;
  readonly afterMs?: number;
}

const limits: number[] = [];
const { timeout } = AbortSignal;

/** Time-outs pass in no time, but have to be such as Node takes. */
beforeEach(() => {
  limits.length = 0;
  jest.spyOn(AbortSignal, "timeout").mockImplementation((ms) => {
    limits.push(ms);
    return timeout.call(AbortSignal, ms);
  });
});
afterEach(() => {
  jest.restoreAllMocks();
});

/** An API over prepared responses, on a clock that waiting moves. */
function apiOver(...replies: Reply[]) {
  const requests: { url: string; init: FetchRequest }[] = [];
  const waits: number[] = [];
  const terminal = new RecordingTerminal();
  let nowMs = 1_000_000;
  const api = createManagementApi({
    address: "https://keys.example.com/api/manage/v1",
    token: "T0PSECRET",
    terminal,
    nowMs: () => nowMs,
    wait: async (ms) => {
      waits.push(ms);
      // Timers are late.
      nowMs += ms + 0.4;
    },
    fetch: async (input, init) => {
      requests.push({ url: String(input), init });
      const reply = replies.shift();
      if (!reply) throw new Error("nothing was prepared for this request");
      nowMs += reply.afterMs ?? 0;
      if (reply.given instanceof Error) throw reply.given;
      if (reply.given) return reply.given;
      nowMs += limits.at(-1) ?? 0;
      Object.defineProperty(init.signal, "aborted", { value: true });
      throw new DOMException("The operation was aborted due to timeout", "TimeoutError");
    },
  });
  return {
    api,
    requests,
    waits,
    noted: terminal.noted,
    passedMs: () => Math.round(nowMs - 1_000_000),
  };
}

function json(status: number, body: unknown, headers: Record<string, string> = {}): Reply {
  return { given: new Response(JSON.stringify(body), { status, headers }) };
}

/** What a change or a reading of a frozen table ends with: the API's own deadline. */
const frozen = (code: string): Reply => ({
  ...json(503, { error: "Service temporarily unavailable", code }, { "Retry-After": "1" }),
  afterMs: 5000,
});

function broken(code: string, syscall: string): Reply {
  const cause = Object.assign(new Error(`${syscall} ${code}`), { code, syscall });
  return { given: new TypeError("fetch failed", { cause }) };
}

const refused = () => broken("ECONNREFUSED", "connect");
const reset = () => broken("ECONNRESET", "read");
const silence: Reply = {};

const get = { method: "GET", path: "/accounts" } as const;
const patch = { method: "PATCH", path: "/accounts/a1/keys/k1", body: { name: "n" } } as const;
const create = { method: "POST", path: "/accounts/a1/keys", body: { name: "n" } } as const;
const importOne = { method: "POST", path: "/accounts/a1/keys/import", body: {} } as const;

describe("a call of the management API", () => {
  it("carries token, body and idempotency key, and follows no redirect", async () => {
    const { api, requests } = apiOver(json(201, { id: "a" }));
    const call = { method: "POST", path: "/accounts/a1/keys", query: { a: "b", c: undefined } };
    await api.request({ ...call, method: "POST", body: { name: "n" }, idempotencyKey: "once" });
    const [request] = requests;
    expect(request?.url).toBe("https://keys.example.com/api/manage/v1/accounts/a1/keys?a=b");
    expect(request?.init).toMatchObject({
      method: "POST",
      body: '{"name":"n"}',
      redirect: "manual",
      headers: {
        Authorization: "Bearer T0PSECRET",
        "Content-Type": "application/json",
        "Idempotency-Key": "once",
      },
    });
  });

  it("waits as long as it is told and tries again", async () => {
    const busy = json(429, { error: "Too many requests" }, { "Retry-After": "2" });
    const { api, waits } = apiOver(busy, json(503, { error: "Later" }), json(200, { ok: true }));
    expect((await api.request(get)).body).toEqual({ ok: true });
    expect(waits).toEqual([2000, 500]);
  });

  it("gives up after four attempts, and says what went wrong with the last", async () => {
    const busy = () => json(503, { error: "Service temporarily unavailable", code: "unavailable" });
    const { api, requests, noted } = apiOver(busy(), busy(), busy(), busy());
    await expect(api.request(get)).rejects.toMatchObject({
      exitCode: 3,
      message: "Service temporarily unavailable (503). Gave up after 4 attempts in 2 s.",
    });
    expect(requests).toHaveLength(4);
    expect(noted).toEqual([]);
  });

  it("is over within its deadline against a frozen table, and says meanwhile what it does", async () => {
    const replies = Array.from({ length: 4 }, () => frozen("unavailable"));
    const { api, noted, passedMs } = apiOver(...replies);
    await expect(api.request(patch)).rejects.toMatchObject({
      exitCode: 3,
      message: "Service temporarily unavailable (503). Gave up after 3 attempts in 17 s.",
    });
    expect(passedMs()).toBe(17_001);
    expect(noted).toEqual([
      "Service temporarily unavailable (503). Retrying in 1 s (attempt 2).",
      "Service temporarily unavailable (503). Retrying in 1 s (attempt 3).",
    ]);
  });

  it("is over within its deadline where nobody answers", async () => {
    const { api, passedMs } = apiOver(silence, silence, silence);
    await expect(api.request(get)).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringMatching(
        /^No response from \S+ within 10 s\. Gave up after 2 attempts in 20 s\.$/,
      ),
    });
    expect(limits).toEqual([10_000, 9_749]);
    expect(passedMs()).toBeLessThanOrEqual(20_000);
  });

  it("does not wait for longer than its deadline, and says how long it was told to", async () => {
    const later = json(429, { error: "Too many requests" }, { "Retry-After": "61" });
    const { api, requests } = apiOver(later);
    await expect(api.request(get)).rejects.toThrow(
      "Too many requests (429). Gave up after 1 attempt in 0 s. The API asks to wait 61 s.",
    );
    expect(requests).toHaveLength(1);
  });

  it("tries a broken connection again, and says at last what is wrong with it", async () => {
    const { api } = apiOver(refused(), json(200, {}));
    expect((await api.request(patch)).status).toBe(200);
    const dead = apiOver(refused(), refused(), refused(), refused());
    await expect(dead.api.request(patch)).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringContaining("failed: connect ECONNREFUSED. Gave up after 4"),
    });
  });

  it.each([
    ["the API does not know", () => frozen("outcome_unknown")],
    [
      "the gateway answered by itself",
      () => json(503, { error: "Service temporarily unavailable" }),
    ],
    ["the connection broke", reset],
    ["nobody answered", () => silence],
    ["CloudFront has a page", () => ({ given: new Response("<html>", { status: 504 }) })],
  ])("says that a change's outcome is unknown where %s", async (_, reply) => {
    const unavailable = Array.from({ length: 3 }, () => frozen("unavailable"));
    const { api } = apiOver(reply(), ...unavailable);
    await expect(api.request(patch)).rejects.toMatchObject({
      exitCode: 4,
      message: expect.stringMatching(/^The change may or may not have been made\..*events/),
    });
  });

  it("says so of no reading", async () => {
    const { api } = apiOver(reset(), reset(), reset(), reset());
    await expect(api.request(get)).rejects.toMatchObject({ exitCode: 3 });
  });

  it.each([
    ["with an Idempotency-Key", { ...create, idempotencyKey: "once" }],
    ["of an import", importOne],
    ["that sets a value", patch],
  ])("repeats a call %s, whatever became of the first", async (_, call) => {
    const { api, requests } = apiOver(frozen("outcome_unknown"), reset(), json(200, { ok: true }));
    expect((await api.request(call)).body).toEqual({ ok: true });
    expect(requests).toHaveLength(3);
  });

  it("repeats a POST without an Idempotency-Key only while nothing can have been done", async () => {
    const { api, requests } = apiOver(refused(), frozen("unavailable"), frozen("outcome_unknown"));
    await expect(api.request(create)).rejects.toMatchObject({ exitCode: 4 });
    expect(requests).toHaveLength(3);
  });

  it("says that it waits, once for all that wait, before anything came", async () => {
    jest.useFakeTimers();
    const noted: string[] = [];
    const waiting = createManagementApi({
      address: "https://keys.example.com/api/manage/v1",
      token: "t",
      terminal: { note: (text) => noted.push(text), progress: () => {}, showsProgress: false },
      nowMs: () => 0,
      wait: () => Promise.resolve(),
      fetch: () => new Promise(() => {}),
    });
    void waiting.request(get);
    void waiting.request(get);
    await jest.advanceTimersByTimeAsync(1999);
    expect(noted).toEqual([]);
    await jest.advanceTimersByTimeAsync(1);
    expect(noted).toEqual(["Waiting for https://keys.example.com/api/manage/v1"]);
    jest.useRealTimers();
  });

  it.each([
    ["a page of HTML", { given: new Response("<html>", { status: 200 }) }],
    ["an error in another form", json(403, { message: "Forbidden" })],
    ["a redirect", { given: new Response("", { status: 302 }) }],
  ])("takes %s for something else that listens there", async (_, reply) => {
    const { api } = apiOver(reply);
    await expect(api.request(get)).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringContaining("Check the address"),
    });
  });

  it("shows what the API said, with the request's id", async () => {
    const headers = { "x-amzn-RequestId": "request-7" };
    const { api } = apiOver(json(404, { error: "Account not found" }, headers));
    const response = await api.request(get);
    expect(() => succeed(response)).toThrow("Account not found (404, request request-7)");
  });
});

describe("a list", () => {
  const page = (data: unknown[], next_cursor: string | null) =>
    answered(200, { object: "list", data, next_cursor });

  it("is one page unless all are wanted", async () => {
    const api = new FakeApi(page([1], "c1"));
    expect(await listPages(api, "/accounts", {}, {})).toMatchObject({ next_cursor: "c1" });
    expect(api.calls[0]?.query).toEqual({ limit: undefined, cursor: undefined });
  });

  it("is read to its end where all are wanted", async () => {
    const api = new FakeApi(page([1, 2], "c1"), page([], "c2"), page([3], null));
    const all = await listPages(api, "/accounts", { is_active: "true" }, { all: true });
    expect(all).toEqual({ object: "list", data: [1, 2, 3], next_cursor: null });
    expect(api.calls.map(({ query }) => query)).toEqual([
      { is_active: "true", limit: "100", cursor: undefined },
      { is_active: "true", limit: "100", cursor: "c1" },
      { is_active: "true", limit: "100", cursor: "c2" },
    ]);
  });
});
