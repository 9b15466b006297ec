import { createServer, type Server } from "node:http";
import { signInCallback } from "../../core/config/terminal-sign-in.ts";
import { CliError } from "../exit-code.ts";

/** Waits on a loopback address for the browser of somebody who signs in. */
export interface Loopback {
  readonly redirectUri: string;
  /**
   * Waits for the redirect that carries this state; others are turned away, so that no other page can end the wait.
   *
   * @throws CliError after `timeoutMs`
   */
  redirected(state: string, timeoutMs: number): Promise<URL>;
  close(): void;
}

/** @param ports tried in this order @throws CliError if all are taken */
export async function listenOnLoopback(ports: readonly number[]): Promise<Loopback> {
  for (const port of ports) {
    const server = createServer();
    if (await listens(server, port)) return loopbackOf(server, port);
  }
  throw new CliError(
    "misuse",
    `The ports ${ports.join(", ")} are all in use. One of them has to be free, for the browser to return to.`,
  );
}

function listens(server: Server, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => resolve(true));
  });
}

function loopbackOf(server: Server, port: number): Loopback {
  const redirectUri = signInCallback(port);
  return {
    redirectUri,
    redirected: (state, timeoutMs) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          reject(
            new CliError("unreachable", "Nobody signed in in time. Run latchkey login again."),
          );
        }, timeoutMs);
        server.on("request", (request, response) => {
          const url = new URL(request.url ?? "", redirectUri);
          const isOurs =
            request.method === "GET" &&
            url.origin + url.pathname === redirectUri &&
            url.searchParams.get("state") === state;
          response.writeHead(isOurs ? 200 : 404, headers).end(isOurs ? done : "Not found");
          if (!isOurs) return;
          clearTimeout(timer);
          resolve(url);
        });
      }),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

const headers = {
  "Content-Type": "text/plain; charset=utf-8",
  "Cache-Control": "no-store",
  "Referrer-Policy": "no-referrer",
  Connection: "close",
};
const done = "Go back to the terminal: it says how the sign-in went. You can close this window.";
