import { createServer } from "node:http";
import type { SiteFile } from "../../../web/site-file.ts";

export interface DocsServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** The strictest form of what the distribution sends: nothing inline, nothing from elsewhere. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

const mediaTypes: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  css: "text/css",
  js: "text/javascript",
  json: "application/json",
  md: "text/plain; charset=utf-8",
  svg: "image/svg+xml",
};

/** Serves built files as the distribution does, `/docs/x` being `docs/x/index.html`. */
export async function serveDocs(files: readonly SiteFile[]): Promise<DocsServer> {
  const contents = new Map(files.map(({ path, content }) => [`/${path}`, content]));
  const server = createServer(({ url = "" }, response) => {
    const [target = ""] = url.split("?");
    const path = contents.has(target) ? target : `${target}/index.html`;
    const content = contents.get(path);
    const type = mediaTypes[path.split(".").at(-1) ?? ""] ?? "application/octet-stream";
    response.writeHead(content === undefined ? 404 : 200, {
      "Content-Type": type,
      "Content-Security-Policy": policy,
    });
    response.end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
