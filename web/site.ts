import type { Config } from "../core/config/config.ts";
import { buildDocs } from "./build/docs.ts";
import { buildPage } from "./build/page.ts";
import type { Site } from "./site-file.ts";

/**
 * Builds the settings page, the operators' console and the documentation. The same sources give the same bytes.
 *
 * @throws Error with esbuild's account of what does not resolve or parse
 */
export async function buildSite(config: Config): Promise<Site> {
  const page = buildPage(config.product);
  const docs = await buildDocs(config);
  return {
    assets: [...page.assets, ...docs.assets],
    pages: [...page.pages, ...docs.pages],
    appPage: page.appPage,
    consolePage: page.consolePage,
  };
}
