import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { createRemoteJWKSet, decodeJwt, jwtVerify } from "jose";
import { putDemoAccounts } from "../../local/demo-accounts.ts";
import type { RunningSignIn } from "../../local/sign-in/start-sign-in.ts";
import { type RunningLatchkey, startLocal } from "../../local/start.ts";
import { Browser } from "./support/browser.ts";
import { manage } from "./support/operator.ts";
import {
  authorizeUrl,
  discover,
  locationOf,
  newVerifier,
  obtainCode,
  postToken,
  redeem,
  redirectUriOf,
  refresh,
  signInAs,
  submitForm,
  tokensOf,
} from "./support/sign-in.ts";

const [agency, free] = ["agency@example.com", "free@example.com"];
/** From here on the provider's clock is ahead; the functions' is not. */
const laterBy = (seconds: number) => {
  const now = Date.now();
  jest.spyOn(Date, "now").mockImplementation(() => now + seconds * 1000);
};

let latchkey: RunningLatchkey;
let signIn: RunningSignIn;

beforeAll(async () => {
  latchkey = await startLocal({ port: 0, signIn: {} });
  if (!latchkey.signIn) throw new Error("nobody can sign in");
  signIn = latchkey.signIn;
  await putDemoAccounts(latchkey);
});

afterAll(() => latchkey.stop());
afterEach(() => {
  jest.restoreAllMocks();
});

function as(accessToken: string) {
  return { url: latchkey.url, operatorToken: accessToken };
}

describe("a user who signs in", () => {
  it.each([
    [agency, "demo", "demo_free", "agency"],
    [free, "demo_free", "demo", "free"],
  ])("as %s sees the account %s, and not %s", async (email, own, other, plan) => {
    const { access_token: token } = await signInAs(signIn, email, new Browser());
    const account = await manage(as(token), "GET", `/accounts/${own}`);
    expect(account).toMatchObject({ status: 200, json: { account_id: own, plan } });
    expect(await manage(as(token), "GET", `/accounts/${other}`)).toMatchObject({ status: 404 });
    expect(await manage(as(token), "GET", "/accounts")).toMatchObject({ status: 403 });
  });

  it.each(["admin", "support"])("as %s@example.com is an operator with that role", async (role) => {
    const tokens = await signInAs(signIn, `${role}@example.com`, new Browser());
    const caller = { type: "operator", account_id: null, subject: `operator_${role}` };
    expect((await manage(as(tokens.access_token), "GET", "/me")).json).toMatchObject({
      ...caller,
      roles: [role],
    });
    const refreshed = await tokensOf(await refresh(signIn, tokens.refresh_token));
    for (const token of [tokens.access_token, tokens.id_token, refreshed.access_token]) {
      expect(decodeJwt(token)["cognito:groups"]).toEqual([`latchkey-${role}`]);
    }
    const { access_token: user } = await signInAs(signIn, agency, new Browser());
    expect(decodeJwt(user)).not.toHaveProperty("cognito:groups");
  });

  it("gets tokens as the user pool's are, signed by the published key", async () => {
    const tokens = await signInAs(signIn, agency, new Browser());
    expect(tokens).toMatchObject({ expires_in: 900, scope: "openid email" });
    const { jwks_uri } = await discover(signIn);
    const keys = createRemoteJWKSet(new URL(jwks_uri));
    const common = { iss: signIn.issuer, sub: "demo" };
    const access = await jwtVerify(tokens.access_token, keys, { algorithms: ["RS256"] });
    const { clientId: client_id } = signIn;
    const use = { token_use: "access", client_id, scope: "openid email", aud: [] };
    expect(access.payload).toMatchObject({ ...common, ...use });
    expect(Number(access.payload.exp) - Number(access.payload.iat)).toBe(900);
    const id = await jwtVerify(tokens.id_token, keys, { audience: client_id });
    const person = { email: agency, email_verified: true, nonce: "nonce-1", token_use: "id" };
    expect(id.payload).toMatchObject({ ...common, ...person });
  });

  it("cannot manage keys with the ID token, nor with an access token that expired", async () => {
    const { id_token: idToken } = await signInAs(signIn, agency, new Browser());
    expect(await manage(as(idToken), "GET", "/accounts/demo")).toMatchObject({ status: 401 });
    laterBy(-3600);
    const { access_token: expired } = await signInAs(signIn, agency, new Browser());
    expect(await manage(as(expired), "GET", "/accounts/demo")).toMatchObject({ status: 401 });
  });

  it("comes back with the state, and is not asked again within the hour", async () => {
    const browser = new Browser();
    const formUrl = locationOf(await browser.get(authorizeUrl(signIn, newVerifier())));
    const back = await submitForm(browser, formUrl, agency.toUpperCase(), signIn.password);
    expect(`${back.origin}${back.pathname}`).toBe(redirectUriOf(signIn));
    expect(back.searchParams.get("state")).toBe("state-1");
    const url = authorizeUrl(signIn, newVerifier());
    expect(locationOf(await browser.get(url))).toContain(`${redirectUriOf(signIn)}?code=`);
    laterBy(3601);
    expect(locationOf(await browser.get(url))).toContain(`${signIn.issuer}/login/`);
  });
});

describe("the sign-in form", () => {
  it.each([
    ["a wrong password", agency, "not the password"],
    ["an unknown address", "nobody@example.com", undefined],
    ["an empty password", agency, ""],
  ])("says so to %s, in the same words", async (_what, email, password) => {
    const browser = new Browser();
    const formUrl = locationOf(await browser.get(authorizeUrl(signIn, newVerifier())));
    const presented = password ?? signIn.password;
    const answer = await browser.submit(formUrl, { email, password: presented });
    const html = await answer.text();
    expect(answer.status).toBe(403);
    expect(html).toContain('role="alert">Incorrect username or password.</p>');
    expect(html).toContain(`value="${email}"`);
    if (presented !== "") expect(html).not.toContain(presented);
  });

  it("keeps scripts, frames and foreign targets out, and shows what was typed as text", async () => {
    const browser = new Browser();
    const hint = '"><script>alert(1)</script>';
    const url = authorizeUrl(signIn, newVerifier(), { login_hint: hint });
    const formUrl = locationOf(await browser.get(url));
    const answer = await browser.get(formUrl);
    const html = await answer.text();
    const origins = [...new Set(signIn.callbackUrls.map((callback) => new URL(callback).origin))];
    expect(answer.headers.get("content-security-policy")).toBe(
      `default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'self' ${origins.join(" ")}; frame-ancestors 'none'`,
    );
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(html).not.toContain("<script");
    expect(html).toContain("&quot;&gt;&lt;script&gt;");
    expect(html).not.toContain(signIn.password);
    const stylesheet = await browser.get(`${signIn.issuer}/sign-in.css`);
    expect(stylesheet.headers.get("content-type")).toBe("text/css; charset=utf-8");
  });

  it("is of no use to another browser", async () => {
    const formUrl = locationOf(await new Browser().get(authorizeUrl(signIn, newVerifier())));
    const stranger = new Browser();
    const fields = { email: agency, password: signIn.password };
    expect((await stranger.get(formUrl)).status).toBe(400);
    expect((await stranger.submit(formUrl, fields)).status).toBe(400);
  });

  it("takes no endless input", async () => {
    const browser = new Browser();
    const formUrl = locationOf(await browser.get(authorizeUrl(signIn, newVerifier())));
    const fields = { email: agency, password: "x".repeat(5_000) };
    expect((await browser.submit(formUrl, fields)).status).toBe(400);
  });
});

describe("an authorization request", () => {
  it.each([
    ["without PKCE", { code_challenge: undefined, code_challenge_method: undefined }],
    ["with PKCE that shows the verifier", { code_challenge_method: "plain" }],
    ["for a token in the address", { response_type: "token" }],
    ["for a scope that the client lacks", { scope: "openid phone" }],
  ])("%s is refused", async (_what, changes) => {
    const answer = await new Browser().get(authorizeUrl(signIn, newVerifier(), changes));
    const { searchParams, hash } = new URL(locationOf(answer));
    const error = searchParams.get("error") ?? new URLSearchParams(hash.slice(1)).get("error");
    expect(error).toMatch(/^(invalid_request|unsupported_response_type|invalid_scope)$/);
    expect(searchParams.has("code")).toBe(false);
  });

  it.each([
    ["to an unregistered address", { redirect_uri: "https://example.com/app/settings/api-keys" }],
    ["to another path", { redirect_uri: "http://localhost:3000/app/settings/api-keys/x" }],
    ["to another port", { redirect_uri: "http://localhost:3999/app/settings/api-keys" }],
    ["of an unknown client", { client_id: "somebody" }],
  ])("%s is refused without a redirect", async (_what, changes) => {
    const answer = await new Browser().get(authorizeUrl(signIn, newVerifier(), changes));
    expect(answer.status).toBe(400);
    expect(answer.headers.get("location")).toBeNull();
    expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(await answer.text()).toContain("<h1>This did not work</h1>");
  });
});

describe("a code", () => {
  it("is of no use without its verifier, nor twice", async () => {
    const verifier = newVerifier();
    const wrong = await obtainCode(signIn, new Browser(), agency, verifier);
    const refused = await redeem(signIn, wrong, newVerifier());
    expect([refused.status, await refused.json()]).toMatchObject([400, { error: "invalid_grant" }]);
    const code = await obtainCode(signIn, new Browser(), agency, verifier);
    const { refresh_token: token } = await tokensOf(await redeem(signIn, code, verifier));
    expect((await redeem(signIn, code, verifier)).status).toBe(400);
    // Whoever had it first may not have been its owner.
    expect((await refresh(signIn, token)).status).toBe(400);
  });

  it("is good for five minutes", async () => {
    const verifier = newVerifier();
    const code = await obtainCode(signIn, new Browser(), agency, verifier);
    laterBy(301);
    expect((await redeem(signIn, code, verifier)).status).toBe(400);
  });
});

describe("a refresh token", () => {
  it("is replaced when it is used, and good for a retry within the grace period", async () => {
    const first = await signInAs(signIn, agency, new Browser());
    const second = await tokensOf(await refresh(signIn, first.refresh_token));
    expect(second.refresh_token).not.toBe(first.refresh_token);
    const path = "/accounts/demo";
    expect(await manage(as(second.access_token), "GET", path)).toMatchObject({ status: 200 });
    laterBy(9);
    const retried = await tokensOf(await refresh(signIn, first.refresh_token));
    expect(decodeJwt(retried.access_token).sub).toBe("demo");
    expect((await refresh(signIn, second.refresh_token)).status).toBe(200);
  });

  it("that is used again later ends all that came of it", async () => {
    const first = await signInAs(signIn, agency, new Browser());
    const second = await tokensOf(await refresh(signIn, first.refresh_token));
    laterBy(10);
    const refused = await refresh(signIn, first.refresh_token);
    expect([refused.status, await refused.json()]).toMatchObject([400, { error: "invalid_grant" }]);
    expect((await refresh(signIn, second.refresh_token)).status).toBe(400);
  });

  it("ends twelve hours after the sign-in, however often it was replaced", async () => {
    const first = await signInAs(signIn, agency, new Browser());
    laterBy(11 * 3600);
    const second = await tokensOf(await refresh(signIn, first.refresh_token));
    jest.restoreAllMocks();
    laterBy(12 * 3600 + 1);
    expect((await refresh(signIn, second.refresh_token)).status).toBe(400);
  });

  it("can be revoked", async () => {
    const { refresh_token: token } = await signInAs(signIn, agency, new Browser());
    const { revocation_endpoint: endpoint } = await discover(signIn);
    const body = new URLSearchParams({ token, client_id: signIn.clientId });
    expect((await fetch(endpoint, { method: "POST", body })).status).toBe(200);
    expect((await refresh(signIn, token)).status).toBe(400);
  });
});

describe("signing out", () => {
  const logoutUrl = (parameters: Readonly<Record<string, string>>) =>
    `${signIn.issuer}/logout?${new URLSearchParams(parameters)}`;

  it("ends the session and goes back to the page without a question", async () => {
    const browser = new Browser();
    await signInAs(signIn, agency, browser);
    const { end_session_endpoint: endpoint } = await discover(signIn);
    expect(endpoint).toBe(`${signIn.issuer}/logout`);
    const [logoutUri = ""] = signIn.logoutUrls;
    const url = logoutUrl({ client_id: signIn.clientId, logout_uri: logoutUri });
    expect(locationOf(await browser.get(url))).toBe(logoutUri);
    const next = await browser.get(authorizeUrl(signIn, newVerifier()));
    expect(locationOf(next)).toContain(`${signIn.issuer}/login/`);
    await signInAs(signIn, free, browser);
  });

  it.each([
    ["an unregistered address", { logout_uri: "https://example.com/" }],
    ["no address", {}],
    ["another client's name", { client_id: "somebody" }],
  ])("with %s leads nowhere, and still ends the session", async (_what, changes) => {
    const browser = new Browser();
    await signInAs(signIn, agency, browser);
    const answer = await browser.get(logoutUrl({ client_id: signIn.clientId, ...changes }));
    expect([answer.status, answer.headers.get("location")]).toEqual([400, null]);
    const next = await browser.get(authorizeUrl(signIn, newVerifier()));
    expect(locationOf(next)).toContain(`${signIn.issuer}/login/`);
  });
});

describe("another origin's script", () => {
  const withOrigin = (origin: string) =>
    postToken(signIn, { grant_type: "refresh_token", refresh_token: "none" }, { Origin: origin });

  it("is kept from tokens, which the page's own may have", async () => {
    const page = new URL(redirectUriOf(signIn)).origin;
    const allowed = (response: Response) => response.headers.get("access-control-allow-origin");
    expect(allowed(await withOrigin(page))).toBe(page);
    for (const origin of ["https://example.com", "http://localhost:3999", "null"]) {
      expect(allowed(await withOrigin(origin))).toBeNull();
    }
  });

  it("may read what is public", async () => {
    const { jwks_uri: keys } = await discover(signIn);
    for (const url of [`${signIn.issuer}/.well-known/openid-configuration`, keys]) {
      const response = await fetch(url, { headers: { Origin: "https://example.com" } });
      expect(response.headers.get("access-control-allow-origin")).toBe("https://example.com");
    }
  });

  it("does not reach the provider under another name", async () => {
    const { port } = new URL(signIn.issuer);
    expect((await fetch(`http://localhost:${port}/.well-known/jwks.json`)).status).toBe(421);
  });
});
