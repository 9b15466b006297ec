import { accentStyle } from "../../core/config/accent.ts";
import type { Product } from "../../core/config/config.ts";
import { basePath } from "../page/navigation/route.ts";
import { metaNames, settingsMetaName } from "../page/oidc-config.ts";
import { consolePath } from "../page/operator/paths.ts";
import type { PageConfig, SiteFile } from "../site-file.ts";
import { type BrowserBundle, bundleConsole, bundlePage, bundleSignIn } from "./browser-bundles.ts";
import { hashedFile } from "./hashed-file.ts";
import { indexHtml } from "./index-html.ts";
import { favicon } from "./mark.ts";

export interface BuiltPage {
  readonly assets: readonly SiteFile[];
  readonly pages: readonly SiteFile[];
  appPage(config: PageConfig): string;
  consolePage(config: PageConfig): string;
}

const settingsParts = {
  path: basePath,
  title: "API keys",
  description: "Create, rotate and revoke the API keys of your account.",
  hasList: true,
};
const consoleParts = {
  path: consolePath,
  title: "Console",
  description: "Find accounts, keys and requests, and see why requests are refused.",
  hasList: false,
};

/**
 * Bundles the settings page and the operators' console: one script and one style sheet each, and for
 * both a script that signs people in and an icon.
 *
 * @throws Error with esbuild's account of what does not resolve or parse
 */
export function buildPage(product: Product): BuiltPage {
  const page = filesOf("page", bundlePage(), product);
  const operators = filesOf("console", bundleConsole(), product);
  const signIn = hashedFile("sign-in.js", bundleSignIn());
  const icon = hashedFile("icon.svg", product.logo ?? favicon);
  const logo = product.logo === undefined ? undefined : `/${icon.path}`;
  const htmlOf = (
    { script, styles }: Files,
    { path, ...words }: typeof settingsParts,
    config: PageConfig,
  ) =>
    indexHtml({
      product: config.settings.product.name,
      ...words,
      signIn: `/${signIn.path}`,
      script: `/${script.path}`,
      styles: `/${styles.path}`,
      icon: `/${icon.path}`,
      logo,
      meta: metaOf(config, path, logo),
    });
  return {
    assets: [signIn, page.script, page.styles, operators.script, operators.styles, icon],
    pages: [],
    appPage: (config) => htmlOf(page, settingsParts, config),
    consolePage: (config) => htmlOf(operators, consoleParts, config),
  };
}

interface Files {
  readonly script: SiteFile;
  readonly styles: SiteFile;
}

function filesOf(name: string, { script, style }: BrowserBundle, product: Product): Files {
  return {
    script: hashedFile(`${name}.js`, script),
    styles: hashedFile(`${name}.css`, style + accentStyle(product)),
  };
}

function metaOf(
  config: PageConfig,
  path: string,
  logo: string | undefined,
): ReadonlyMap<string, string> {
  const { product, ...settings } = config.settings;
  return new Map([
    [metaNames.oidcIssuer, config.oidcIssuer],
    [metaNames.oidcClientId, config.oidcClientId],
    [metaNames.oidcScope, config.oidcScope],
    [metaNames.oidcAudience, config.oidcAudience],
    [metaNames.oidcAccountClaim, config.oidcAccountClaim],
    [metaNames.cognitoUrl, config.cognitoUrl],
    [metaNames.pagePath, path],
    [
      settingsMetaName,
      JSON.stringify({ ...settings, product: { ...product, accent: undefined, logo } }),
    ],
  ]);
}
