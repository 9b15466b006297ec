import type { PageConfig, SiteFile } from "../site-file.ts";

export interface BuiltPage {
  readonly assets: readonly SiteFile[];
  readonly pages: readonly SiteFile[];
  appPage(config: PageConfig): string;
}

/** Bundles the settings page. */
export function buildPage(): BuiltPage {
  const meta = (name: string, content: string) => `<meta name="${name}" content="${content}">`;
  return {
    assets: [],
    pages: [],
    appPage: (config) =>
      [
        "<!doctype html>",
        '<html lang="en">',
        '<meta charset="utf-8">',
        "<title>API keys</title>",
        meta("oidc-issuer", config.oidcIssuer),
        meta("oidc-client-id", config.oidcClientId),
        meta("oidc-scope", config.oidcScope),
        meta("oidc-account-claim", config.oidcAccountClaim),
        meta("oidc-audience", config.oidcAudience),
        meta("oidc-sign-out-url", config.oidcSignOutUrl),
        "</html>",
      ].join("\n"),
  };
}
