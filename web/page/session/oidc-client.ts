import {
  AuthorizationResponseError,
  authorizationCodeGrantRequest,
  type Client,
  calculatePKCECodeChallenge,
  clockTolerance,
  generateRandomCodeVerifier,
  generateRandomState,
  getValidatedIdTokenClaims,
  type IDToken,
  None,
  processAuthorizationCodeResponse,
  processRefreshTokenResponse,
  processRevocationResponse,
  ResponseBodyError,
  refreshTokenGrantRequest,
  revocationRequest,
  type TokenEndpointResponse,
  validateAuthResponse,
} from "oauth4webapi";
import type { OidcConfig } from "../oidc-config.ts";
import { type Discovered, discover, requestOptions } from "./authorization-server.ts";
import type { PendingSignIns } from "./pending-sign-ins.ts";
import type { SignInState } from "./return-path.ts";
import type { SignedIn, TokenSource } from "./tokens.ts";

/** How a return from the issuer ended. */
export type Arrival =
  | { readonly kind: "signed-in"; readonly claims: IDToken; readonly state: SignInState }
  | {
      readonly kind: "refused";
      /** The issuer's reason; undefined if it is unknown. */
      readonly code: string | undefined;
      /** Undefined if no sign-in of this tab belongs to the response. */
      readonly state: SignInState | undefined;
    };

export interface OidcClient extends TokenSource {
  /** Prepares a sign-in. @returns the issuer's address for it */
  signInUrl(state: SignInState): Promise<string>;
  /** @param query the issuer's response, as it is in the address */
  arrive(query: URLSearchParams): Promise<Arrival>;
  /** Revokes the refresh token, if there is one and the issuer can. */
  revoke(): Promise<void>;
  /** @returns undefined if the issuer has no address for signing out */
  signOutUrl(): Promise<string | undefined>;
  forget(): void;
}

/** A token comes from the issuer itself, just now: a computer's clock, which may be wrong by years, judges nothing. */
const anyClockSeconds = 100 * 365 * 86_400;
/** How long before its expiry a token is renewed. */
const renewedBeforeSeconds = 60;
/** Timers take no more. */
const greatestTimerMs = 2 ** 31 - 1;

interface User extends SignedIn {
  readonly idToken: string;
  readonly claims: IDToken;
}

/** Signs people in with the authorization code flow and PKCE. Tokens are in memory only. */
export function createOidcClient(
  config: OidcConfig,
  origin: string,
  pending: PendingSignIns,
): OidcClient {
  const { oidcClientId, oidcScope, oidcAudience, cognitoUrl, pagePath } = config;
  const redirectUri = origin + pagePath;
  const client: Client = { client_id: oidcClientId, [clockTolerance]: anyClockSeconds };
  let discovered: Promise<Discovered> | undefined;
  let user: User | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let onExpiring = async () => {};

  const find = (known?: string) => {
    discovered ??= discover(config, known).catch((error: unknown) => {
      discovered = undefined;
      throw error;
    });
    return discovered;
  };

  function keep(response: TokenEndpointResponse, before?: User): User {
    const claims = getValidatedIdTokenClaims(response) ?? before?.claims;
    const idToken = response.id_token ?? before?.idToken;
    if (!claims || idToken === undefined) throw new Error("there is no ID token");
    if (before && claims.sub !== before.claims.sub) throw new Error("it is somebody else's token");
    const lifeSeconds = response.expires_in ?? Number.POSITIVE_INFINITY;
    user = {
      accessToken: response.access_token,
      refreshToken: response.refresh_token ?? before?.refreshToken,
      expiresAtEpochMs: Date.now() + lifeSeconds * 1000,
      idToken,
      claims,
    };
    clearTimeout(timer);
    const waitMs = Math.max(lifeSeconds - renewedBeforeSeconds, lifeSeconds / 2) * 1000;
    if (waitMs <= greatestTimerMs) timer = setTimeout(() => void onExpiring(), waitMs);
    return user;
  }

  return {
    user: () => user,
    onExpiring(callback) {
      onExpiring = callback;
    },
    forget() {
      user = undefined;
      clearTimeout(timer);
    },

    async signInUrl(state) {
      const { server, document } = await find();
      const id = generateRandomState();
      const codeVerifier = generateRandomCodeVerifier();
      pending.put(id, { codeVerifier, state, discovery: document });
      return withQuery(server.authorization_endpoint ?? "", {
        client_id: oidcClientId,
        redirect_uri: redirectUri,
        response_type: "code",
        scope: oidcScope,
        state: id,
        code_challenge: await calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: "S256",
        ...(oidcAudience === "" ? {} : { audience: oidcAudience }),
      });
    },

    async arrive(query) {
      const id = query.get("state") ?? "";
      const begun = pending.take(id);
      if (!begun) return { kind: "refused", code: undefined, state: undefined };
      const { state, codeVerifier, discovery } = begun;
      try {
        const { server } = await find(discovery);
        const response = await authorizationCodeGrantRequest(
          server,
          client,
          None(),
          validateAuthResponse(server, client, query, id),
          redirectUri,
          codeVerifier,
          requestOptions(config),
        );
        const tokens = await processAuthorizationCodeResponse(server, client, response, {
          requireIdToken: true,
        });
        return { kind: "signed-in", claims: keep(tokens).claims, state };
      } catch (error) {
        const isRefusal =
          error instanceof AuthorizationResponseError || error instanceof ResponseBodyError;
        return { kind: "refused", code: isRefusal ? error.error : undefined, state };
      }
    },

    async refresh() {
      const before = user;
      if (before?.refreshToken === undefined) return;
      const { server } = await find();
      const options = requestOptions(config);
      const response = await refreshTokenGrantRequest(
        server,
        client,
        None(),
        before.refreshToken,
        options,
      );
      const tokens = await processRefreshTokenResponse(server, client, response);
      // Somebody signed out meanwhile.
      if (user === before) keep(tokens, before);
    },

    async revoke() {
      const { server } = await find();
      if (user?.refreshToken === undefined || server.revocation_endpoint === undefined) return;
      const response = await revocationRequest(server, client, None(), user.refreshToken, {
        ...requestOptions(config),
        additionalParameters: { token_type_hint: "refresh_token" },
      });
      await processRevocationResponse(response);
    },

    async signOutUrl() {
      // Cognito's own way, which does not follow OpenID Connect:
      // https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html
      if (cognitoUrl !== "") {
        return withQuery(`${cognitoUrl}/logout`, {
          client_id: oidcClientId,
          logout_uri: redirectUri,
        });
      }
      const { server } = await find();
      if (server.end_session_endpoint === undefined) return undefined;
      return withQuery(server.end_session_endpoint, {
        client_id: oidcClientId,
        post_logout_redirect_uri: redirectUri,
        ...(user && { id_token_hint: user.idToken }),
      });
    },
  };
}

function withQuery(address: string, query: Record<string, string>): string {
  const url = new URL(address);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}
