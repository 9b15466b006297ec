import { createHash } from "node:crypto";
import type { SiteFile } from "../site-file.ts";

/**
 * A file under a name that changes with its content, so that it can be kept for good.
 *
 * @param name such as `page.js`, which becomes `assets/page-1a2b3c4d5e.js`
 */
export function hashedFile(name: string, content: string | Uint8Array): SiteFile {
  const digest = createHash("sha256").update(content).digest("hex").slice(0, 10);
  const dot = name.lastIndexOf(".");
  return { path: `assets/${name.slice(0, dot)}-${digest}${name.slice(dot)}`, content };
}
