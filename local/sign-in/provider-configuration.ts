import type {
  Configuration,
  interactionPolicy as InteractionPolicy,
  JWK,
  KoaContextWithOIDC,
} from "oidc-provider";
import type { SignInClient } from "../../packages/cfn-local/template/model.ts";
import { createMemoryAdapter } from "./memory-adapter.ts";
import { errorPage } from "./pages.ts";
import { showPage } from "./show-page.ts";
import { formPath } from "./sign-in-form.ts";
import { signOutPath } from "./sign-out.ts";
import type { User, Users } from "./users.ts";

export interface ConfigurationOptions {
  readonly issuer: string;
  readonly client: SignInClient;
  readonly users: Users;
  readonly signingKey: JWK;
  readonly cookieKey: string;
  readonly interactionPolicy: typeof InteractionPolicy;
}

/** Managed login's codes and cookies are valid for so long. */
const codeSeconds = 5 * 60;
const sessionSeconds = 60 * 60;
const formSeconds = 15 * 60;

/**
 * Cognito answers `invalid_scope` to a scope that the client lacks. The library only does where it
 * knows the scope; one that it does not know it ignores.
 */
const refusedScopes = ["email", "phone", "profile", "aws.cognito.signin.user.admin"];

/** Only what has an audience gets a signed access token from the library: this stands for the API. */
const resource = "urn:latchkey:api";

/**
 * A provider that behaves as the user pool of the template does, as far as a page and an API see
 * it, but for this: PKCE is required, where Cognito only checks it if it is there.
 */
export function providerConfiguration(options: ConfigurationOptions): Configuration {
  const { issuer, client, users, interactionPolicy } = options;
  const scope = client.scopes.join(" ");
  const policy = interactionPolicy.base();
  // Nobody is asked for consent: grants are made as needed, below.
  policy.remove("consent");

  return {
    clients: [
      {
        client_id: client.clientId,
        token_endpoint_auth_method: "none",
        application_type: "web",
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
        redirect_uris: client.callbackUrls,
        scope,
      },
    ],
    adapter: createMemoryAdapter({
      rotationGraceSeconds: client.rotationGraceSeconds ?? 0,
      nowEpochMs: () => Date.now(),
    }),
    jwks: { keys: [options.signingKey] },
    cookies: {
      keys: [options.cookieKey],
      names: {
        session: "latchkey_session",
        interaction: "latchkey_sign_in",
        resume: "latchkey_resume",
      },
      long: { signed: true },
      short: { signed: true },
    },
    // Cognito's paths, relative to the domain.
    routes: {
      authorization: "/oauth2/authorize",
      token: "/oauth2/token",
      revocation: "/oauth2/revoke",
      jwks: "/.well-known/jwks.json",
    },
    discovery: { end_session_endpoint: `${issuer}${signOutPath}` },
    scopes: [...new Set([...client.scopes, ...refusedScopes])],
    claims: {
      openid: ["sub", "cognito:username", "cognito:groups", "token_use"],
      email: ["email", "email_verified"],
    },
    responseTypes: ["code"],
    clientAuthMethods: ["none"],
    pkce: { required: () => true },
    interactions: { policy, url: (_ctx, { uid }) => formPath(uid) },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
      revocation: {
        enabled: true,
        allowedPolicy: (_ctx, { clientId }, token) => token.clientId === clientId,
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => resource,
        getResourceServerInfo: () => ({
          scope,
          accessTokenFormat: "jwt",
        }),
      },
    },
    ttl: {
      AccessToken: client.accessTokenSeconds,
      AuthorizationCode: codeSeconds,
      IdToken: client.idTokenSeconds,
      // A rotated token dies when the first one would have.
      RefreshToken: (ctx) =>
        ctx.oidc.entities.RotatedRefreshToken?.remainingTTL ?? client.refreshTokenSeconds,
      Grant: codeSeconds + client.refreshTokenSeconds,
      Session: sessionSeconds,
      Interaction: formSeconds,
    },
    // Without `offline_access`, and for as long as they are valid, whatever becomes of the session.
    issueRefreshToken: () => true,
    expiresWithSession: () => false,
    rotateRefreshToken: client.rotationGraceSeconds !== undefined,
    extraTokenClaims: (_ctx, token) => ({
      token_use: "access",
      ...("accountId" in token
        ? { username: token.accountId, ...groupsOf(users.find(token.accountId)) }
        : {}),
    }),
    formats: {
      customizers: {
        // Cognito's access tokens name no audience, so an API must not go by it.
        jwt: (_ctx, _token, parts) => {
          parts.payload.aud = [];
        },
      },
    },
    findAccount: (_ctx, subject) => {
      const user = users.find(subject);
      return user && { accountId: subject, claims: (use) => claimsOf(user, use) };
    },
    loadExistingGrant: (ctx) => newGrant(ctx, client),
    clientBasedCORS: (_ctx, origin) => originsOf(client.callbackUrls).includes(origin),
    renderError: (ctx, { error, error_description: description }) => {
      showPage(ctx, ctx.status, errorPage(error, description ?? ""));
    },
  };
}

/** Each once: the origins of the pages that people are sent back to. */
export function originsOf(urls: readonly string[]): string[] {
  return [...new Set(urls.map((url) => new URL(url).origin))];
}

function claimsOf(user: User, use: string) {
  return {
    sub: user.subject,
    "cognito:username": user.subject,
    ...groupsOf(user),
    email: user.email,
    email_verified: true,
    ...(use === "id_token" ? { token_use: "id" } : {}),
  };
}

/** Cognito's tokens have the claim only for those who are in a group. */
function groupsOf(user: User | undefined) {
  return user && user.groups.length > 0 ? { "cognito:groups": user.groups } : {};
}

/** Each sign-in has a separate grant, so that revoking one leaves the others alone. */
async function newGrant({ oidc }: KoaContextWithOIDC, { clientId, scopes }: SignInClient) {
  const accountId = oidc.session?.accountId;
  if (accountId === undefined) return undefined;
  const grant = new oidc.provider.Grant({ accountId, clientId });
  grant.addOIDCScope([...scopes]);
  grant.addResourceScope(resource, [...scopes]);
  await grant.save();
  return grant;
}
