import type { Settings } from "../core/config/config.ts";

/** A file of the site, by its path below the host: `assets/page-1a2b3c4d.js`, `docs/index.html`. */
export interface SiteFile {
  readonly path: string;
  readonly content: string | Uint8Array;
}

/** How the settings page signs people in. */
export interface SignInConfig {
  /** As its tokens and its discovery document spell it. */
  readonly oidcIssuer: string;
  readonly oidcClientId: string;
  /** Separated by spaces, `openid` among them. */
  readonly oidcScope: string;
  /** Sent as `audience` when signing in, for issuers that go by it; empty with Cognito. */
  readonly oidcAudience: string;
  /**
   * Base URL of Cognito's managed login, whose endpoints have fixed paths; empty with other issuers,
   * whose discovery document names theirs.
   */
  readonly cognitoUrl: string;
}

/** What index.html tells the page. */
export interface PageConfig extends SignInConfig {
  /** The claim of access tokens that names the account. */
  readonly oidcAccountClaim: string;
  /** The same for everybody: plans, key prefix, product name and links. */
  readonly settings: Settings;
}

/** All that browsers get, apart from what the APIs answer. */
export interface Site {
  /** Below `assets/`, each named by a digest of its content: to be kept for good. */
  readonly assets: readonly SiteFile[];
  /** Everything that keeps its name while its content changes. */
  readonly pages: readonly SiteFile[];
  /** The documentation's pages as Markdown, and `llms.txt`. */
  readonly texts: readonly SiteFile[];
  /**
   * Files that name the site's own host: `robots.txt`, `sitemap.xml`. The host may be a token that is
   * only resolved at deployment.
   *
   * @param origin such as `https://keys.example.com`
   */
  filesNaming(origin: string): readonly SiteFile[];
  /**
   * `app/index.html`, which serves every path below `/app/settings/api-keys`. The values may be
   * tokens that are only resolved at deployment.
   */
  appPage(config: PageConfig): string;
  /** `app/operator.html`, which serves every path below `/app/operator`, likewise. */
  consolePage(config: PageConfig): string;
}
