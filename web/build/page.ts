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
export function buildPage(): BuiltPage {
  const bundle = bundlePage();
  const script = hashedFile("page.js", bundle.script);
  const styles = hashedFile("page.css", bundle.style);
  const icon = hashedFile("icon.svg", favicon);
  return {
    assets: [script, styles, icon],
    pages: [],
    appPage: (config) =>
      indexHtml({
        product: config.settings.product.name,
        script: `/${script.path}`,
        styles: `/${styles.path}`,
        icon: `/${icon.path}`,
        meta: metaOf(config),
      }),
  };
}

function metaOf(config: PageConfig): ReadonlyMap<string, string> {
  return new Map([
    [metaNames.oidcIssuer, config.oidcIssuer],
    [metaNames.oidcClientId, config.oidcClientId],
    [metaNames.oidcScope, config.oidcScope],
    [metaNames.oidcAudience, config.oidcAudience],
    [metaNames.oidcSignOutUrl, config.oidcSignOutUrl],
    [settingsMetaName, JSON.stringify(config.settings)],
  ]);
}
