import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

export interface LocalServer {
  /** `http://127.0.0.1:<port>`, with nothing behind it. */
  readonly url: string;
  stop(): Promise<void>;
}

type RequestHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * Serves on a free port of 127.0.0.1, under that very name alone: another name that leads here is a
 * page's attack by DNS ("rebinding"), to which browsers would hand the answer, or a mistake.
 *
 * @param answer must not reject
 */
export async function serveLocally(answer: RequestHandler): Promise<LocalServer> {
  let host = "";
  const server = createServer((request, response) => {
    if (request.headers.host === host) void answer(request, response);
    else response.writeHead(421).end();
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  host = `127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  return {
    url: `http://${host}`,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
