import { createHash, randomBytes } from "node:crypto";
import * as z from "zod";
import type { RunningSignIn } from "../../../local/sign-in/start-sign-in.ts";
import type { Browser } from "./browser.ts";

const tokens = z.object({
  access_token: z.string(),
  id_token: z.string(),
  refresh_token: z.string(),
  token_type: z.literal("Bearer"),
  expires_in: z.number(),
  scope: z.string(),
});

export type Tokens = z.infer<typeof tokens>;

const metadata = z.object({
  issuer: z.string(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  revocation_endpoint: z.url(),
  end_session_endpoint: z.url(),
  jwks_uri: z.url(),
  code_challenge_methods_supported: z.array(z.string()),
});

export async function discover({ issuer }: RunningSignIn) {
  const response = await fetch(`${issuer}/.well-known/openid-configuration`);
  return metadata.parse(await response.json());
}

export function redirectUriOf({ callbackUrls }: RunningSignIn): string {
  const [url] = callbackUrls;
  if (url === undefined) throw new Error("the client has no callback URL");
  return url;
}

/** The values that a page keeps until it redeems the code. */
export const newVerifier = () => randomBytes(32).toString("base64url");

export function challengeOf(verifier: string): string {
  return createHash("sha256").update(verifier).digest("base64url");
}

/** The URL for signing in; a parameter that is `undefined` is left out. */
export function authorizeUrl(
  signIn: RunningSignIn,
  verifier: string,
  changes: Readonly<Record<string, string | undefined>> = {},
): string {
  const parameters = {
    response_type: "code",
    client_id: signIn.clientId,
    redirect_uri: redirectUriOf(signIn),
    scope: signIn.scopes.join(" "),
    state: "state-1",
    nonce: "nonce-1",
    code_challenge: challengeOf(verifier),
    code_challenge_method: "S256",
    ...changes,
  };
  const url = new URL(`${signIn.issuer}/oauth2/authorize`);
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return url.href;
}

/** Returns the target of a redirect. */
export function locationOf(response: Response): string {
  const location = response.headers.get("location");
  if (location === null) throw new Error(`no redirect, but ${response.status}`);
  return new URL(location, response.url).href;
}

/** From the sign-in form, whose address is `formUrl`, back to the page. */
export async function submitForm(
  browser: Browser,
  formUrl: string,
  email: string,
  password: string,
): Promise<URL> {
  const submitted = await browser.submit(formUrl, { email, password });
  return new URL(locationOf(await browser.get(locationOf(submitted))));
}

/** @returns the code, with which the page was called back */
export async function obtainCode(
  signIn: RunningSignIn,
  browser: Browser,
  email: string,
  verifier: string,
): Promise<string> {
  const formUrl = locationOf(await browser.get(authorizeUrl(signIn, verifier)));
  const { searchParams } = await submitForm(browser, formUrl, email, signIn.password);
  return searchParams.get("code") ?? "";
}

export async function postToken(
  { issuer, clientId }: RunningSignIn,
  fields: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const body = new URLSearchParams({ client_id: clientId, ...fields });
  return fetch(`${issuer}/oauth2/token`, { method: "POST", headers, body });
}

export function redeem(signIn: RunningSignIn, code: string, verifier: string): Promise<Response> {
  const redirect_uri = redirectUriOf(signIn);
  const grant = { grant_type: "authorization_code", code, redirect_uri };
  return postToken(signIn, { ...grant, code_verifier: verifier });
}

export function refresh(signIn: RunningSignIn, refreshToken: string): Promise<Response> {
  return postToken(signIn, { grant_type: "refresh_token", refresh_token: refreshToken });
}

export async function tokensOf(response: Response): Promise<Tokens> {
  if (response.status !== 200) throw new Error(`no tokens, but ${response.status}`);
  return tokens.parse(await response.json());
}

/** All of it: what a page has once somebody signed in. */
export async function signInAs(
  signIn: RunningSignIn,
  email: string,
  browser: Browser,
): Promise<Tokens> {
  const verifier = newVerifier();
  return tokensOf(
    await redeem(signIn, await obtainCode(signIn, browser, email, verifier), verifier),
  );
}
