import { createHash } from "node:crypto";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";
import type { SiteFile } from "../../site-file.ts";
import type { PageAssets } from "./layout.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** The one script and the one style sheet of the documentation, named by digests of their content. */
export function bundleAssets(): { files: SiteFile[]; addresses: PageAssets } {
  const { outputFiles } = buildSync({
    absWorkingDir: root,
    entryPoints: ["web/docs/script/docs.ts", "web/docs/style/docs.css"],
    outdir: join(root, "assets"),
    entryNames: "[name]",
    write: false,
    bundle: true,
    minify: true,
    // A classic script, since those run before the text is shown.
    format: "iife",
    platform: "browser",
    charset: "utf8",
    legalComments: "none",
    logLevel: "silent",
  });
  const files = outputFiles.map(({ path, text }) => ({
    path: `assets/docs-${digestOf(text)}${extname(path)}`,
    content: text,
  }));
  return {
    files,
    addresses: { script: addressOf(files, ".js"), style: addressOf(files, ".css") },
  };
}

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}

function addressOf(files: readonly SiteFile[], ending: string): string {
  const file = files.find(({ path }) => path.endsWith(ending));
  if (!file) throw new Error(`esbuild made no ${ending} file of the documentation`);
  return `/${file.path}`;
}
