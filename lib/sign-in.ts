import type { OperatorClaim } from "../core/account/operators.ts";
import type { SignInConfig } from "../web/site-file.ts";
import { clientIdGrammar, isCallbackUrl, isIssuerUrl, isScope } from "./config/values.ts";
import { type ReadContext, textFrom } from "./context.ts";

/** The issuer of users' tokens. */
export interface Issuer {
  /** As its tokens spell it. */
  readonly url: string;
  /** The required audience of its tokens. */
  readonly audience: string;
}

/** The settings page, as an issuer that is there already knows it. */
export interface PageClient {
  readonly id: string;
  /** Separated by spaces, `openid` among them. */
  readonly scope: string;
}

/** A user pool that is there already. */
export interface ExistingUserPool {
  readonly id: string;
  /** The app client of the settings page, a public one. */
  readonly clientId: string;
  /** The host of its managed login. */
  readonly signInDomain: string;
}

/** How users sign in: through an issuer that is there already, or through a pool of the stack's own. */
export interface SignIn {
  readonly accountClaim: string;
  /** Undefined: the stack's own pool has its groups, and another issuer has no operators. */
  readonly operators: OperatorClaim | undefined;
  readonly by:
    | { readonly issuer: Issuer; readonly client: PageClient }
    | { readonly userPool: ExistingUserPool }
    | { readonly callbackUrls: readonly string[] };
}

/** The issuer of users' tokens, as far as the rest of the stack has to know it. */
export interface Authority {
  readonly issuer: Issuer;
  readonly signInConfig: SignInConfig;
  /** The CSP sources that the settings page connects to for sign-in. */
  readonly sources: readonly string[];
  /** The claim of operators, unless the configuration has another; none if undefined. */
  readonly operators?: OperatorClaim;
}

const defaultScope = "openid email";

/**
 * Reads `-c oidcIssuer=… -c oidcAudience=… -c oidcClientId=… -c oidcScope=… -c oidcAccountClaim=…`
 * and `-c callbackUrls=…,…`.
 *
 * @param signIn what holds if no flag is given
 * @throws Error in one line that names the flag
 */
export function parseSignIn(readContext: ReadContext, signIn: SignIn): SignIn {
  const accountClaim = textFrom(readContext, "oidcAccountClaim") ?? signIn.accountClaim;
  const { operators } = signIn;
  const issuer = parseIssuer(readContext);
  const urls = textFrom(readContext, "callbackUrls");
  if (!issuer) {
    if (urls === undefined) return { accountClaim, operators, by: signIn.by };
    return { accountClaim, operators, by: { callbackUrls: urls.split(",").map(parseCallbackUrl) } };
  }
  if (urls !== undefined) {
    throw new Error("-c callbackUrls=… is for the user pool, which -c oidcIssuer=… replaces");
  }
  return { accountClaim, operators, by: { issuer, client: parseClient(readContext) } };
}

/** Describes the stack's own pool, whose discovery document does not say where a session ends. */
export function poolAuthority({ id, clientId, signInDomain }: ExistingUserPool): Authority {
  const [region = ""] = id.split("_");
  const url = `https://cognito-idp.${region}.amazonaws.com/${id}`;
  return {
    issuer: { url, audience: clientId },
    signInConfig: {
      oidcIssuer: url,
      oidcClientId: clientId,
      oidcScope: defaultScope,
      oidcAudience: "",
      cognitoUrl: `https://${signInDomain}`,
    },
    sources: [`${url}/`, `https://${signInDomain}/`],
  };
}

/** An issuer that is there already. Its discovery document says where to sign out. */
export function otherAuthority(issuer: Issuer, { id, scope }: PageClient): Authority {
  return {
    issuer,
    signInConfig: {
      oidcIssuer: issuer.url,
      oidcClientId: id,
      oidcScope: scope,
      oidcAudience: issuer.audience,
      cognitoUrl: "",
    },
    sources: [new URL(issuer.url).origin],
  };
}

function parseIssuer(readContext: ReadContext): Issuer | undefined {
  const url = textFrom(readContext, "oidcIssuer");
  const audience = textFrom(readContext, "oidcAudience");
  if (url === undefined) {
    for (const name of ["oidcAudience", "oidcClientId", "oidcScope"]) {
      if (textFrom(readContext, name) !== undefined) {
        throw new Error(`-c ${name}=… needs -c oidcIssuer=… beside it`);
      }
    }
    return undefined;
  }
  if (audience === undefined) throw new Error("-c oidcIssuer=… needs -c oidcAudience=… beside it");
  if (!isIssuerUrl(url)) {
    throw new Error("-c oidcIssuer=… must be an https URL without user, query or fragment");
  }
  return { url, audience };
}

function parseClient(readContext: ReadContext): PageClient {
  const id = textFrom(readContext, "oidcClientId");
  const scope = textFrom(readContext, "oidcScope") ?? defaultScope;
  if (id === undefined) {
    throw new Error(
      "-c oidcIssuer=… needs -c oidcClientId=… beside it, for the settings page to sign in with",
    );
  }
  if (!clientIdGrammar.test(id)) {
    throw new Error("-c oidcClientId=… must be 1 to 256 of A-Z, a-z, 0-9 and . _ ~ : @ / -");
  }
  if (!isScope(scope)) {
    throw new Error("-c oidcScope=… must be scopes with a space between them, openid among them");
  }
  return { id, scope };
}

function parseCallbackUrl(url: string): string {
  if (isCallbackUrl(url)) return url;
  throw new Error(
    "-c callbackUrls=… must be https URLs, or http://localhost ones, with commas between them",
  );
}
