import { type ReadContext, textFrom } from "./context.ts";
import type { StageSettings } from "./stages.ts";

/** Whose tokens users come with. */
export interface Issuer {
  /** As its tokens spell it. */
  readonly url: string;
  /** Whom its tokens have to be meant for. */
  readonly audience: string;
}

/** How users sign in: through an issuer that is there already, or through a pool of the stack's own. */
export interface SignIn {
  readonly accountClaim: string;
  readonly by: { readonly issuer: Issuer } | { readonly callbackUrls: readonly string[] };
}

/**
 * Reads `-c oidcIssuer=… -c oidcAudience=… -c oidcAccountClaim=…` and `-c callbackUrls=…,…`.
 *
 * @throws Error in one line that names the flag
 */
export function parseSignIn(readContext: ReadContext, settings: StageSettings): SignIn {
  const accountClaim = textFrom(readContext, "oidcAccountClaim") ?? "sub";
  const issuer = parseIssuer(readContext);
  const urls = textFrom(readContext, "callbackUrls");
  if (!issuer) {
    const callbackUrls = urls?.split(",").map(parseCallbackUrl) ?? settings.callbackUrls;
    return { accountClaim, by: { callbackUrls } };
  }
  if (urls !== undefined) {
    throw new Error("-c callbackUrls=… is for the user pool, which -c oidcIssuer=… replaces");
  }
  return { accountClaim, by: { issuer } };
}

function parseIssuer(readContext: ReadContext): Issuer | undefined {
  const url = textFrom(readContext, "oidcIssuer");
  const audience = textFrom(readContext, "oidcAudience");
  if (url === undefined && audience === undefined) return undefined;
  if (url === undefined) throw new Error("-c oidcAudience=… needs -c oidcIssuer=… beside it");
  if (audience === undefined) throw new Error("-c oidcIssuer=… needs -c oidcAudience=… beside it");
  // OpenID Connect Core, section 2: "https scheme … and no query or fragment components".
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== "https:" || /[?#@\s]/.test(url)) {
    throw new Error("-c oidcIssuer=… must be an https URL without user, query or fragment");
  }
  return { url, audience };
}

/** Amazon Cognito API reference, CreateUserPoolClient, CallbackURLs. */
function parseCallbackUrl(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const isLocal = parsed?.protocol === "http:" && parsed.hostname === "localhost";
  if ((parsed?.protocol !== "https:" && !isLocal) || /[#\s]/.test(url)) {
    throw new Error(
      "-c callbackUrls=… must be https URLs, or http://localhost ones, with commas between them",
    );
  }
  return url;
}
