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
  // The logo is a file of both.
  const assets = new Map([...page.assets, ...docs.assets].map((file) => [file.path, file]));
  return {
    assets: [...assets.values()],
    pages: [...page.pages, ...docs.pages],
    texts: docs.texts,
    filesNaming: docs.filesNaming,
    appPage: page.appPage,
    consolePage: page.consolePage,
  };
}
