import { describe, expect, it } from "@jest/globals";
import { succeed } from "../../../cli/api/answer.ts";
import { listPages } from "../../../cli/api/list-pages.ts";
import { createManagementApi } from "../../../cli/api/management-api.ts";
import { answered, FakeApi } from "./support/fake-api.ts";

type Reply = Response | Error;

/** An API over prepared responses. */
function apiOver(...replies: Reply[]) {
  const requests: { url: string; init: RequestInit }[] = [];
  const waits: number[] = [];
  const api = createManagementApi({
    address: "https://keys.example.com/api/manage/v1",
    token: "T0PSECRET",
    wait: async (ms) => void waits.push(ms),
    fetch: async (input, init = {}) => {
      requests.push({ url: String(input), init });
      const reply = replies.shift();
      if (!reply) throw new Error("nothing was prepared for this request");
      if (reply instanceof Error) throw reply;
      Object.defineProperty(reply, "url", { value: String(input) });
      return reply;
    },
  });
  return { api, requests, waits };
}

function json(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers });
}

const get = { method: "GET", path: "/accounts" } as const;
const broken = new TypeError("fetch failed", { cause: new Error("connect ECONNREFUSED") });

describe("a call of the management API", () => {
  it("carries token, body and idempotency key, and follows no redirect", async () => {
    const { api, requests } = apiOver(json(201, { id: "a" }));
    const call = { method: "POST", path: "/accounts/a1/keys", query: { a: "b", c: undefined } };
    await api.ask({ ...call, method: "POST", body: { name: "n" }, idempotencyKey: "once" });
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
    const busy = () => json(429, { error: "Too many requests" }, { "Retry-After": "2" });
    const { api, waits } = apiOver(busy(), json(503, { error: "Later" }), json(200, { ok: true }));
    expect((await api.ask(get)).body).toEqual({ ok: true });
    expect(waits).toEqual([2000, 500]);
  });

  it("gives up after four attempts, with the last answer", async () => {
    const busy = () => json(503, { error: "Service temporarily unavailable" });
    const { api, requests } = apiOver(busy(), busy(), busy(), busy());
    const answer = await api.ask(get);
    expect(requests).toHaveLength(4);
    expect(() => succeed(answer)).toThrow(expect.objectContaining({ exitCode: 3 }));
  });

  it("tries a broken connection again, and says at last what is wrong with it", async () => {
    const { api } = apiOver(broken, json(200, {}));
    expect((await api.ask(get)).status).toBe(200);
    const dead = apiOver(broken, broken, broken, broken);
    await expect(dead.api.ask(get)).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringContaining("does not answer: connect ECONNREFUSED"),
    });
  });

  it.each([
    ["a page of HTML", new Response("<html>", { status: 200 })],
    ["an error in another form", json(403, { message: "Forbidden" })],
    ["a redirect", new Response("", { status: 302, headers: { Location: "https://x.example" } })],
  ])("takes %s for something else that listens there", async (_, response) => {
    const { api } = apiOver(response);
    await expect(api.ask(get)).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringContaining("check the address"),
    });
  });

  it("shows what the API said, with the request's id", async () => {
    const headers = { "x-amzn-RequestId": "request-7" };
    const { api } = apiOver(json(404, { error: "Account not found" }, headers));
    const answer = await api.ask(get);
    expect(() => succeed(answer)).toThrow("Account not found (404, request request-7)");
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
