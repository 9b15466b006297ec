import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import type { OidcConfig } from "../../../web/page/oidc-config.ts";
import { createOidcClient, type OidcClient } from "../../../web/page/session/oidc-client.ts";
import { createPendingSignIns } from "../../../web/page/session/pending-sign-ins.ts";

const origin = "https://keys.example";
const config: OidcConfig = {
  oidcIssuer: "https://cognito.example/pool",
  oidcClientId: "settings-page",
  oidcScope: "openid email",
  oidcAudience: "",
  oidcAccountClaim: "sub",
  cognitoUrl: "https://sign-in.example",
  pagePath: "/app/settings/api-keys",
};
const elsewhere: OidcConfig = {
  ...config,
  oidcIssuer: "https://login.example/",
  oidcAudience: "https://api.example",
  cognitoUrl: "",
};
const metadata = {
  issuer: elsewhere.oidcIssuer,
  authorization_endpoint: "https://login.example/authorize",
  token_endpoint: "https://login.example/token",
  end_session_endpoint: "https://login.example/logout",
};
const state = { path: "/app/settings/api-keys/usage", isSecondTry: false };

let storage: Storage;
let nowMs: number;
let responses: object[];
let requests: { url: string; body: Record<string, string> }[];

beforeEach(() => {
  storage = memoryStorage();
  nowMs = Date.now();
  responses = [];
  requests = [];
  jest.spyOn(globalThis, "fetch").mockImplementation(async (url, init) => {
    const body = Object.fromEntries(new URLSearchParams(String(init?.body ?? "")));
    requests.push({ url: String(url), body });
    const { status = 200, ...response } = { ...responses.shift() };
    return Response.json(response, { status: Number(status) });
  });
});
afterEach(() => {
  jest.restoreAllMocks();
});

/** Each load of the page has a client of its own; what is pending is the tab's. */
function load(settings = config): OidcClient {
  const pending = createPendingSignIns(storage, settings.pagePath, () => nowMs);
  return createOidcClient(settings, origin, pending);
}

async function leave(settings = config): Promise<URLSearchParams> {
  const url = new URL(await load(settings).signInUrl(state));
  return new URLSearchParams({ code: "code-1", state: url.searchParams.get("state") ?? "" });
}

function tokensFor(claims: object = {}, settings = config) {
  const payload = {
    iss: settings.oidcIssuer,
    aud: settings.oidcClientId,
    sub: "someone",
    iat: Math.floor(Date.now() / 1000),
    exp: Math.floor(Date.now() / 1000) + 900,
    ...claims,
  };
  const parts = [{ alg: "RS256" }, payload].map((part) =>
    Buffer.from(JSON.stringify(part)).toString("base64url"),
  );
  return {
    access_token: "access-1",
    refresh_token: "refresh-1",
    id_token: `${parts.join(".")}.signature`,
    token_type: "Bearer",
  };
}

describe("a sign-in", () => {
  it("leads to Cognito without a request before it, with a challenge of what is kept", async () => {
    const url = new URL(await load().signInUrl(state));
    expect(requests).toEqual([]);
    const {
      state: id,
      code_challenge: challenge,
      ...others
    } = Object.fromEntries(url.searchParams);
    expect(url.origin + url.pathname).toBe("https://sign-in.example/oauth2/authorize");
    expect(others).toEqual({
      client_id: "settings-page",
      redirect_uri: "https://keys.example/app/settings/api-keys",
      response_type: "code",
      scope: "openid email",
      code_challenge_method: "S256",
    });
    const { codeVerifier } = JSON.parse(storage.getItem(`latchkey.sign-in.${id}`) ?? "");
    expect(createHash("sha256").update(codeVerifier).digest("base64url")).toBe(challenge);
  });

  it("exchanges its code once, and keeps nothing in storage", async () => {
    const query = await leave();
    responses.push(tokensFor({ email: "someone@example.com" }));
    const client = load();
    const arrival = await client.arrive(query);
    expect(arrival).toMatchObject({
      kind: "signed-in",
      state,
      claims: { sub: "someone", email: "someone@example.com" },
    });
    expect(requests).toEqual([
      {
        url: "https://sign-in.example/oauth2/token",
        body: expect.objectContaining({
          grant_type: "authorization_code",
          client_id: "settings-page",
          code: "code-1",
          redirect_uri: "https://keys.example/app/settings/api-keys",
          code_verifier: expect.stringMatching(/^[\w-]{43}$/),
        }),
      },
    ]);
    expect(client.user()?.accessToken).toBe("access-1");
    expect(storage.length).toBe(0);
    expect(await client.arrive(query)).toEqual({ kind: "refused" });
    expect(requests).toHaveLength(1);
  });

  it("asks another issuer for its endpoints once, although the page is left in between", async () => {
    responses.push(metadata, tokensFor({}, elsewhere));
    const query = await leave(elsewhere);
    const arrival = await load(elsewhere).arrive(query);
    expect(arrival.kind).toBe("signed-in");
    expect(requests.map(({ url }) => url)).toEqual([
      "https://login.example/.well-known/openid-configuration",
      "https://login.example/token",
    ]);
  });

  it("names the audience to issuers that go by it", async () => {
    responses.push(metadata);
    const url = new URL(await load(elsewhere).signInUrl(state));
    expect(url.searchParams.get("audience")).toBe("https://api.example");
  });

  it("asks again for endpoints that it could not get", async () => {
    responses.push({ status: 503 }, metadata);
    const client = load(elsewhere);
    await expect(client.signInUrl(state)).rejects.toThrow();
    expect(await client.signInUrl(state)).toMatch(/^https:\/\/login\.example\/authorize\?/);
  });

  it.each([
    ["another client", { aud: "another" }],
    ["another issuer", { iss: "https://evil.example" }],
    ["nobody", { sub: undefined }],
  ])("is refused if the ID token is for %s", async (_whom, claims) => {
    const query = await leave();
    responses.push(tokensFor(claims));
    const client = load();
    expect(await client.arrive(query)).toEqual({ kind: "refused", state });
    expect(client.user()).toBeUndefined();
  });

  it("does not depend on the computer's clock, which may be hours ahead", async () => {
    const query = await leave();
    responses.push(tokensFor({ exp: Math.floor(Date.now() / 1000) - 5 * 3600 }));
    expect(await load().arrive(query)).toMatchObject({ kind: "signed-in" });
  });

  it.each([
    ["the issuer's", { error: "access_denied" }, "access_denied"],
    ["none, if no sign-in of this tab has that state", { error: "x", state: "forged" }, undefined],
  ])("that is refused tells the reason: %s", async (_which, response, code) => {
    const query = await leave();
    query.delete("code");
    for (const [name, value] of Object.entries(response)) query.set(name, value);
    expect(await load().arrive(query)).toMatchObject({ kind: "refused", code });
    expect(requests).toEqual([]);
  });

  it("tells why the code was refused", async () => {
    const query = await leave();
    responses.push({ status: 400, error: "invalid_grant" });
    expect(await load().arrive(query)).toEqual({ kind: "refused", code: "invalid_grant", state });
  });

  it("is over after a quarter of an hour, and the next one forgets it", async () => {
    const query = await leave();
    nowMs += 15 * 60_000 + 1;
    const later = await leave();
    expect(storage.length).toBe(1);
    expect(await load().arrive(query)).toEqual({ kind: "refused" });
    responses.push(tokensFor());
    expect(await load().arrive(later)).toMatchObject({ kind: "signed-in" });
  });
});

describe("a session", () => {
  async function signedIn(settings = config): Promise<OidcClient> {
    if (settings.cognitoUrl === "") responses.push(metadata);
    const query = await leave(settings);
    responses.push(tokensFor({}, settings));
    const client = load(settings);
    await client.arrive(query);
    requests = [];
    return client;
  }

  it("is renewed, and keeps a refresh token that does not change", async () => {
    const client = await signedIn();
    const { refresh_token: _, ...tokens } = tokensFor();
    responses.push({ ...tokens, access_token: "access-2" });
    await client.refresh();
    expect(client.user()).toMatchObject({ accessToken: "access-2", refreshToken: "refresh-1" });
    expect(requests[0]?.body).toMatchObject({
      grant_type: "refresh_token",
      refresh_token: "refresh-1",
    });
  });

  it("is not renewed by tokens of somebody else, nor after it ended", async () => {
    const client = await signedIn();
    responses.push(tokensFor({ sub: "somebody else" }), tokensFor());
    await expect(client.refresh()).rejects.toThrow();
    expect(client.user()?.accessToken).toBe("access-1");
    const renewal = client.refresh();
    client.forget();
    await renewal;
    expect(client.user()).toBeUndefined();
  });

  it("asks for renewal a minute before its token expires", async () => {
    jest.useFakeTimers({ doNotFake: ["nextTick", "queueMicrotask"] });
    try {
      const query = await leave();
      responses.push({ ...tokensFor(), expires_in: 900 });
      const client = load();
      let asked = 0;
      client.onExpiring(async () => void asked++);
      await client.arrive(query);
      jest.advanceTimersByTime(839_000);
      expect(asked).toBe(0);
      jest.advanceTimersByTime(1_000);
      expect(asked).toBe(1);
    } finally {
      jest.useRealTimers();
    }
  });

  it("ends at Cognito by Cognito's own address", async () => {
    expect(await (await signedIn()).signOutUrl()).toBe(
      "https://sign-in.example/logout?client_id=settings-page&logout_uri=https%3A%2F%2Fkeys.example%2Fapp%2Fsettings%2Fapi-keys",
    );
  });

  it("ends elsewhere where the issuer says, with the ID token", async () => {
    const url = new URL((await (await signedIn(elsewhere)).signOutUrl()) ?? "");
    expect(url.origin + url.pathname).toBe("https://login.example/logout");
    expect(url.searchParams.get("id_token_hint")).toMatch(/\.signature$/);
    expect(url.searchParams.get("post_logout_redirect_uri")).toBe(`${origin}${config.pagePath}`);
  });

  it("revokes its refresh token, where the issuer can", async () => {
    await (await signedIn()).revoke();
    expect(requests).toEqual([
      {
        url: "https://sign-in.example/oauth2/revoke",
        body: {
          client_id: "settings-page",
          token: "refresh-1",
          token_type_hint: "refresh_token",
        },
      },
    ]);
    await (await signedIn(elsewhere)).revoke();
    expect(requests).toEqual([]);
  });
});

function memoryStorage(): Storage {
  const values = new Map<string, string>();
  const storage: Storage = Object.create({
    getItem: (key: string) => values.get(key) ?? null,
    removeItem(key: string) {
      values.delete(key);
      Reflect.deleteProperty(storage, key);
    },
    setItem(key: string, value: string) {
      values.set(key, value);
      Object.defineProperty(storage, key, { value, enumerable: true, configurable: true });
    },
    get length() {
      return values.size;
    },
  });
  return storage;
}
