import { describe, expect, it } from "@jest/globals";
import { exampleList } from "../../../contract/openapi/examples.ts";
import { managementRoutes } from "../../../functions/management/routes.ts";
import { ApiError, NoAccount } from "../../../web/page/api/api-error.ts";
import type { ApiRequest, ApiResponse } from "../../../web/page/api/client.ts";
import { createManagement } from "../../../web/page/api/management.ts";
import { Repeatable } from "../../../web/page/api/repeatable.ts";
import { loadAccountData } from "../../../web/page/workspace/sync.ts";
import { examples } from "../../support/contract-document.ts";

function management(answer: ApiResponse | Error) {
  const asked: ApiRequest[] = [];
  const api = createManagement(async (request) => {
    if (request.path === "/me")
      return { status: 200, body: { ...examples.user, account_id: "demo" } };
    asked.push(request);
    if (answer instanceof Error) throw answer;
    return answer;
  });
  return { api, asked };
}

const key: ApiResponse = { status: 200, body: examples.key };
const missing = new ApiError(404, { error: "x", code: "account_not_found" });

describe("what the page asks of the API", () => {
  it("is keys with their usage, a page at a time", async () => {
    const { api, asked } = management({ status: 200, body: exampleList(examples.key) });
    await api.keys(50);
    await api.keys(50, "next+page");
    expect(asked.map(({ path }) => path)).toEqual([
      "/accounts/demo/keys?limit=50&include=usage",
      "/accounts/demo/keys?limit=50&include=usage&cursor=next%2Bpage",
    ]);
  });

  it("is the refusals of one key, or of all of them, however many pages these are", async () => {
    const refused = {
      id: "1",
      refusals: { days: [{ date: "2026-11-22", reasons: { limit: 2 } }] },
    };
    const one = management({ status: 200, body: refused });
    const parsed = { keyId: "1", days: [{ date: "2026-11-22", reasons: [["limit", 2]] }] };
    expect(await one.api.refusals("1")).toEqual([parsed]);
    expect(one.asked.map(({ path }) => path)).toEqual(["/accounts/demo/keys/1?include=refusals"]);

    const asked: string[] = [];
    const api = createManagement(async ({ path }) => {
      if (path === "/me") return { status: 200, body: { ...examples.user, account_id: "demo" } };
      asked.push(path);
      const next_cursor = asked.length === 1 ? "next" : null;
      return { status: 200, body: { data: [refused], next_cursor } };
    });
    expect(await api.refusals()).toEqual([parsed, parsed]);
    expect(asked).toEqual([
      "/accounts/demo/keys?limit=100&include=refusals",
      "/accounts/demo/keys?limit=100&include=refusals&cursor=next",
    ]);
    expect(await management(missing).api.refusals()).toEqual([]);
  });

  it("is first whose account it is, once, in whatever characters its id has", async () => {
    const asked: string[] = [];
    let failures = 1;
    const api = createManagement(async ({ path }) => {
      asked.push(path);
      if (path !== "/me") return { status: 200, body: examples.account };
      if (failures-- > 0) throw new ApiError(503, { error: "unavailable" });
      return { status: 200, body: { ...examples.user, account_id: "auth0|jo+1@example.com" } };
    });
    await expect(api.account()).rejects.toThrow("unavailable");
    await Promise.all([api.me(), api.account(), api.account()]);
    const account = "/accounts/auth0%7Cjo%2B1%40example.com";
    expect(asked).toEqual(["/me", "/me", account, account]);
  });

  it("is nobody's where the credential is an operator's, who has no account", async () => {
    const api = createManagement(async () => ({ status: 200, body: examples.operator }));
    await expect(api.account()).rejects.toThrow(NoAccount);
    await expect(api.me()).rejects.toThrow(NoAccount);
  });

  it("is only what the API has a route for", async () => {
    const calls: ApiRequest[] = [];
    const collect = async (
      call: (api: ReturnType<typeof management>["api"]) => Promise<unknown>,
    ) => {
      const { api, asked } = management(key);
      await call(api).catch(() => {});
      calls.push(...asked);
    };
    await collect((api) => api.account());
    await collect((api) => api.keys(1));
    await collect((api) => api.key("3kTMd92x"));
    await collect((api) => api.events());
    await collect((api) =>
      api.create({ name: "x", environment: "staging", expires_at: null }, "id"),
    );
    await collect((api) => api.change("3kTMd92x", { is_active: false }));
    await collect((api) => api.rotate("3kTMd92x", 60, "id"));
    await collect((api) => api.revoke("3kTMd92x"));
    const routes = calls.map(({ method, path }) => {
      const pattern = path
        .replace(/\?.*/, "")
        .replace("3kTMd92x", "{id}")
        .replace("demo", "{account_id}");
      return `${method} /manage/v1${pattern}`;
    });
    expect(routes).toHaveLength(8);
    for (const route of routes) expect(managementRoutes).toContain(route);
  });

  it("takes an account that is yet to come into being for one without keys", async () => {
    const { api } = management(missing);
    expect(await api.account()).toBeUndefined();
    expect(await api.keys(50)).toEqual({ entries: [], cursor: undefined });
    expect(await api.events()).toEqual({ entries: [], cursor: undefined });
    await expect(api.key("3kTMd92x")).rejects.toBe(missing);
  });

  it("lets other failures through", async () => {
    const { api } = management(new ApiError(503, { error: "unavailable" }));
    await expect(api.account()).rejects.toThrow(ApiError);
  });

  it("gets a secret from the answer that shows it, and none from a repetition", async () => {
    const params = { name: "x", environment: "production", expires_at: null } as const;
    const first = management({ status: 201, body: examples.issuedKey });
    expect((await first.api.create(params, "id")).secret).toBe("sk_live_your_key_here");
    expect(first.asked[0]?.idempotencyKey).toBe("id");
    expect((await management(key).api.create(params, "id")).secret).toBeUndefined();
    expect((await management(key).api.rotate("3kTMd92x", 0, "id")).secret).toBeUndefined();
  });

  it("reads the account and its events", async () => {
    const { api } = management({ status: 200, body: examples.account });
    expect((await api.account())?.id).toBe("acct_1");
    const events = management({ status: 200, body: exampleList(examples.event) });
    expect((await events.api.events()).entries).toHaveLength(1);
  });
});

describe("a repeatable request", () => {
  it("has the same key for the same request, and another for another", () => {
    let made = 0;
    const repeatable = new Repeatable(() => `id ${++made}`);
    expect(repeatable.keyFor({ name: "a" })).toBe("id 1");
    expect(repeatable.keyFor({ name: "b" })).toBe("id 2");
    expect(repeatable.keyFor({ name: "a" })).toBe("id 1");
  });
});

describe("what the console asks of the API", () => {
  it("is of the account that it shows, without asking who calls", async () => {
    const asked: string[] = [];
    const given = { accountId: "auth0|7", subject: "operator_1" };
    const api = createManagement(
      async ({ path }) => {
        asked.push(path);
        return { status: 200, body: examples.account };
      },
      { caller: given },
    );
    await api.account();
    expect(await api.me()).toEqual(given);
    expect(asked).toEqual(["/accounts/auth0%7C7"]);
  });
});

describe("the first load", () => {
  /** Answers once everything is asked for that is asked for at once. */
  function loading(likelyAccountId: string | undefined, ownAccountId: string | undefined) {
    const asked: string[] = [];
    let answer = () => {};
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const call = async ({ path }: ApiRequest): Promise<ApiResponse> => {
      asked.push(path);
      await answered;
      if (path === "/me") {
        return { status: 200, body: { ...examples.user, account_id: ownAccountId ?? null } };
      }
      if (ownAccountId === undefined || !path.startsWith(`/accounts/${ownAccountId}`))
        throw missing;
      const isList = path.includes("/keys");
      return { status: 200, body: isList ? exampleList(examples.key) : examples.account };
    };
    const data = loadAccountData(createManagement(call, { likelyAccountId }));
    return { asked, data, answer };
  }

  const requests = (account: string) => [
    "/me",
    `/accounts/${account}`,
    `/accounts/${account}/keys?limit=50&include=usage`,
  ];

  it("asks for everything at once if the account is likely", async () => {
    const { asked, data, answer } = loading("demo", "demo");
    await Promise.resolve();
    expect(asked).toEqual(requests("demo"));
    answer();
    expect((await data).keys.entries).toHaveLength(1);
    expect(asked).toEqual(requests("demo"));
  });

  it("shows nothing of an account that turns out to be another", async () => {
    const { asked, data, answer } = loading("guess", "demo");
    answer();
    const { caller, account, keys } = await data;
    expect([caller.accountId, account !== undefined, keys.entries.length]).toEqual([
      "demo",
      true,
      1,
    ]);
    expect(asked).toEqual([...requests("guess"), ...requests("demo").slice(1)]);
  });

  it("fails as for an operator if there is no account, whatever was likely", async () => {
    const { data, answer } = loading("guess", undefined);
    answer();
    await expect(data).rejects.toThrow(NoAccount);
  });

  it("asks who calls first if no account is likely", async () => {
    const { asked, data, answer } = loading(undefined, "demo");
    await Promise.resolve();
    expect(asked).toEqual(["/me"]);
    answer();
    await data;
    expect(asked).toEqual(requests("demo"));
  });
});
