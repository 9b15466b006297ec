import { createHash } from "node:crypto";
import { accentStyle } from "../../../core/config/accent.ts";
import type { Product } from "../../../core/config/config.ts";
import type { SiteFile } from "../../site-file.ts";
import { bundleDocs } from "../browser-bundles.ts";
import type { PageAssets } from "./layout.ts";

/** The one script and the one style sheet of the documentation, named by digests of their content. */
export function bundleAssets(product: Product): { files: SiteFile[]; addresses: PageAssets } {
  const bundle = bundleDocs();
  const script = assetOf(".js", bundle.script);
  const style = assetOf(".css", bundle.style + accentStyle(product));
  return {
    files: [script, style],
    addresses: { script: `/${script.path}`, style: `/${style.path}` },
  };
}

function assetOf(ending: string, content: string): SiteFile {
  const digest = createHash("sha256").update(content).digest("hex").slice(0, 12);
  return { path: `assets/docs-${digest}${ending}`, content };
}
