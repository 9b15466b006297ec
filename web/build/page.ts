import { accentStyle } from "../../core/config/accent.ts";
import type { Product } from "../../core/config/config.ts";
import { metaNames, settingsMetaName } from "../page/oidc-config.ts";
import type { PageConfig, SiteFile } from "../site-file.ts";
import { bundlePage } from "./browser-bundles.ts";
import { hashedFile } from "./hashed-file.ts";
import { indexHtml } from "./index-html.ts";
import { favicon } from "./mark.ts";

export interface BuiltPage {
  readonly assets: readonly SiteFile[];
  readonly pages: readonly SiteFile[];
  appPage(config: PageConfig): string;
}

/**
 * Bundles the settings page: one script, one style sheet, an icon.
 *
 * @throws Error with esbuild's account of what does not resolve or parse
 */
export function buildPage(product: Product): BuiltPage {
  const bundle = bundlePage();
  const script = hashedFile("page.js", bundle.script);
  const styles = hashedFile("page.css", bundle.style + accentStyle(product));
  const icon = hashedFile("icon.svg", product.logo ?? favicon);
  const logo = product.logo === undefined ? undefined : `/${icon.path}`;
  return {
    assets: [script, styles, icon],
    pages: [],
    appPage: (config) =>
      indexHtml({
        product: config.settings.product.name,
        script: `/${script.path}`,
        styles: `/${styles.path}`,
        icon: `/${icon.path}`,
        logo,
        meta: metaOf(config, logo),
      }),
  };
}

function metaOf(config: PageConfig, logo: string | undefined): ReadonlyMap<string, string> {
  const { product, ...settings } = config.settings;
  return new Map([
    [metaNames.oidcIssuer, config.oidcIssuer],
    [metaNames.oidcClientId, config.oidcClientId],
    [metaNames.oidcScope, config.oidcScope],
    [metaNames.oidcAudience, config.oidcAudience],
    [metaNames.oidcSignOutUrl, config.oidcSignOutUrl],
    [
      settingsMetaName,
      JSON.stringify({ ...settings, product: { ...product, accent: undefined, logo } }),
    ],
  ]);
}
