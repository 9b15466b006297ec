import { readFileSync } from "node:fs";
import type { PublicError } from "../../core/api-errors.ts";
import { errors } from "../../core/errors.ts";
import type { SiteFile } from "../../web/site-file.ts";
import { headersOfGeneratedResponses, styledPolicy } from "./security-headers.ts";

/** The path of the settings page; its own routes are below it. */
export const appPath = "/app/settings/api-keys";
/** The file that all of it is served from. */
export const appFile = "app/index.html";
/** The path of the operators' console. */
export const consolePath = "/app/operator";
export const consoleFile = "app/operator.html";

const redirects = {
  "/": "/docs",
  "/app": appPath,
  "/app/settings": appPath,
  "/docs/quick-start": "/docs",
  "/docs/operators": "/docs/operators/management",
  "/docs/management": "/docs/operators/management",
};

/** "Maximum size of function code": CloudFront quotas, CloudFront Functions. */
const maximumBytes = 10_240;

/** The asset names that `lib/edge/site-request.js` accepts: a name, a digest and an extension. */
const assetGrammar = /^(?=.{1,127}$)assets\/[\w-]+-[0-9A-Za-z]{8,64}\.[0-9a-z]+$/;
/** Characters that a path needs no escaping for. */
const pageGrammar = /^[\w-]+(\/[\w.-]+)*(\.[\w-]+)?$/;
const indexFile = "/index.html";

/** The page for unknown addresses, in the look of the documentation. */
function notFoundPage(assets: readonly SiteFile[]): string {
  const style = assets.find(({ path }) => /\/docs-[^/]+\.css$/.test(path));
  const link = style ? `<link rel="stylesheet" href="/${style.path}">\n` : "";
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>Not found</title>
${link}<header class="top"><a class="brand" href="/docs">Documentation</a><a class="app" href="${appPath}">Your API keys</a></header>
<main id="content">
<h1>Not found</h1>
<p class="lead">There is nothing at this address.</p>
</main>
</html>
`;
}

/**
 * The CloudFront function before the bucket: `site-request.js` with the list of the site's pages.
 *
 * A list, since S3 knows no directory indexes and answers what it lacks in XML; and since a path
 * that is not in it never gets to the bucket.
 *
 * @throws Error if a file's name cannot be served, or if there are too many files
 */
export function siteFunctionSource(
  assets: readonly SiteFile[],
  pages: readonly SiteFile[],
): string {
  for (const { path } of assets) refuse(path, assetGrammar);
  for (const { path } of pages) refuse(path, pageGrammar);
  const paths = pages.map(({ path }) => `/${path}`).sort();
  const site = {
    apps: [
      { path: appPath, file: `/${appFile}` },
      { path: consolePath, file: `/${consoleFile}` },
    ],
    pages: paths.filter(isIndex).map((path) => path.slice(0, -indexFile.length)),
    files: paths.filter((path) => !isIndex(path)),
    redirects,
    headers: headersOfGeneratedResponses,
    notFound: asBody(errors.notFound),
    methodNotAllowed: asBody(errors.methodNotAllowed),
    notFoundPage: notFoundPage(assets),
    notFoundPolicy: styledPolicy,
  };
  const source = `const site = ${JSON.stringify(site, undefined, 2)};\n\n${handlerSource()}`;
  if (Buffer.byteLength(source) > maximumBytes) {
    throw new Error(
      `The site has too many pages to list in a CloudFront function, which may have ${maximumBytes} bytes`,
    );
  }
  return source;
}

function isIndex(path: string): boolean {
  return path.endsWith(indexFile);
}

function refuse(path: string, grammar: RegExp): void {
  if (!grammar.test(path)) throw new Error(`The site cannot serve a file named ${path}`);
}

function asBody({ message }: PublicError): string {
  return JSON.stringify({ error: message });
}

/** Without the comments at its top: they are for who reads it here, and its size is limited. */
function handlerSource(): string {
  const source = readFileSync(new URL("site-request.js", import.meta.url), "utf8");
  return source.slice(source.indexOf("function handler"));
}
