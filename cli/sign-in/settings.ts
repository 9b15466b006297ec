import * as z from "zod";
import type { Deployment } from "../deployment/deployment.ts";
import { CliError } from "../exit-code.ts";
import type { Fetch } from "../network/fetch.ts";

/** How people sign in to one deployment. */
export interface SignInSettings {
  readonly issuer: string;
  readonly clientId: string;
  /** Separated by spaces. */
  readonly scope: string;
  /** Sent as `audience`; empty for issuers that do not go by it. */
  readonly audience: string;
}

const settings = z.object({
  issuer: z.url({ protocol: /^https?$/ }),
  clientId: z.string().min(1),
  scope: z.string().min(1),
  audience: z.string(),
});

const timeoutMs = 10_000;
const settingsPage = "/app/settings/api-keys";

/**
 * Finds out how people sign in: from the stack's outputs, or, where only an address is known, from the
 * settings page, which tells browsers the same.
 *
 * @throws CliError if nobody can sign in there, or that cannot be found out
 */
export async function findSignInSettings(
  deployment: Deployment | undefined,
  address: string,
  fetch: Fetch,
): Promise<SignInSettings> {
  const found = deployment
    ? fromOutputs(deployment.outputs)
    : await fromPage(new URL(address).origin, fetch);
  const parsed = settings.safeParse(found);
  if (parsed.success) return parsed.data;
  const place = deployment ? `The stack of ${deployment.name}` : `${new URL(address).origin}`;
  throw new CliError("misuse", `${place} does not say how to sign in. Nobody can, or it is older.`);
}

function fromOutputs(outputs: ReadonlyMap<string, string>) {
  const [clientId, audience] = [outputs.get("OidcClientId"), outputs.get("OidcAudience")];
  return {
    issuer: outputs.get("OidcIssuer"),
    clientId,
    scope: outputs.get("OidcScope"),
    // Cognito's tokens name the client alone.
    audience: audience === clientId ? "" : audience,
  };
}

async function fromPage(origin: string, fetch: Fetch) {
  const url = new URL(settingsPage, origin);
  const signal = AbortSignal.timeout(timeoutMs);
  const request = { method: "GET", headers: {}, redirect: "manual", signal } as const;
  const html = await fetch(url, request).then(
    (response) => response.text(),
    (error: unknown) => {
      throw new CliError("unreachable", `${origin} did not answer: ${String(error)}`);
    },
  );
  return {
    issuer: metaOf(html, "oidc-issuer"),
    clientId: metaOf(html, "oidc-client-id"),
    scope: metaOf(html, "oidc-scope"),
    audience: metaOf(html, "oidc-audience"),
  };
}

function metaOf(html: string, name: string): string | undefined {
  const content = new RegExp(`<meta name="${name}" content="([^"]*)">`).exec(html)?.[1];
  return content?.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&amp;", "&");
}
