import { accentStyle } from "../../../core/config/accent.ts";
import type { Product } from "../../../core/config/config.ts";
import type { SiteFile } from "../../site-file.ts";
import { bundleDocs, bundleSearch } from "../browser-bundles.ts";
import { hashedFile } from "../hashed-file.ts";
import { favicon } from "../mark.ts";
import type { PageAssets } from "./layout.ts";

export interface DocsAssets {
  readonly files: readonly SiteFile[];
  readonly addresses: PageAssets;
  /** The script that only the search pages load. */
  readonly search: SiteFile;
}

/** The scripts, the style sheet and the logo, named by digests of their content. */
export function bundleAssets(product: Product): DocsAssets {
  const bundle = bundleDocs();
  const script = hashedFile("docs.js", bundle.script);
  const style = hashedFile("docs.css", bundle.style + accentStyle(product));
  const icon = hashedFile("icon.svg", product.logo ?? favicon);
  const search = hashedFile("search.js", bundleSearch());
  return {
    files: [script, style, icon, search],
    addresses: { script: `/${script.path}`, style: `/${style.path}`, icon: `/${icon.path}` },
    search,
  };
}
