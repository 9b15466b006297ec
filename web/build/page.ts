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
    appPage: ({ oidcIssuer, oidcClientId, oidcScope, oidcSignOutUrl }) =>
      [
        "<!doctype html>",
        '<html lang="en">',
        '<meta charset="utf-8">',
        "<title>API keys</title>",
        meta("oidc-issuer", oidcIssuer),
        meta("oidc-client-id", oidcClientId),
        meta("oidc-scope", oidcScope),
        meta("oidc-sign-out-url", oidcSignOutUrl),
        "</html>",
      ].join("\n"),
  };
}
