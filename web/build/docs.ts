import type { SiteFile } from "../site-file.ts";

export interface BuiltDocs {
  readonly assets: readonly SiteFile[];
  readonly pages: readonly SiteFile[];
}

/** Renders the documentation. */
export async function buildDocs(): Promise<BuiltDocs> {
  return { assets: [], pages: [{ path: "docs/index.html", content: "<!doctype html>" }] };
}
