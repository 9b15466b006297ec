import {
  type AuthorizationServer,
  allowInsecureRequests,
  discoveryRequest,
  processDiscoveryResponse,
} from "oauth4webapi";
import type { OidcConfig } from "../oidc-config.ts";

const timeoutMs = 10_000;

/** Options of a request to the issuer. Only a local run has one without TLS. */
export function requestOptions({ oidcIssuer }: OidcConfig) {
  return {
    [allowInsecureRequests]: oidcIssuer.startsWith("http:"),
    signal: AbortSignal.timeout(timeoutMs),
  };
}

/** An issuer's endpoints, and its discovery document if they came from there. */
export interface Discovered {
  readonly server: AuthorizationServer;
  readonly document?: string;
}

/**
 * Finds the issuer's endpoints. Those of Cognito have fixed paths, which saves the round trip of a discovery.
 *
 * @param known the issuer's discovery document, if it was fetched before
 */
export async function discover(config: OidcConfig, known?: string): Promise<Discovered> {
  const { oidcIssuer: issuer, cognitoUrl } = config;
  if (cognitoUrl !== "") return { server: cognitoServer(issuer, cognitoUrl) };
  const url = new URL(issuer);
  const document = known ?? (await (await discoveryRequest(url, requestOptions(config))).text());
  return {
    server: await processDiscoveryResponse(url, Response.json(JSON.parse(document))),
    document,
  };
}

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoints.html */
function cognitoServer(issuer: string, url: string): AuthorizationServer {
  return {
    issuer,
    authorization_endpoint: `${url}/oauth2/authorize`,
    token_endpoint: `${url}/oauth2/token`,
    revocation_endpoint: `${url}/oauth2/revoke`,
  };
}
