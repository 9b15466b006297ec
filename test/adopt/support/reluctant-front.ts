import { createServer, request, type ServerResponse } from "node:http";

/** A status, or what happens in place of an answer: the connection is reset, or nothing comes. */
export type Refusal = number | "reset" | "silence";

export interface ReluctantFront {
  readonly url: string;
  /** What became of each request so far, the status of the answer where there was one. */
  readonly outcomes: readonly Refusal[];
  stop(): Promise<void>;
}

/**
 * Stands before a running Latchkey and refuses the first requests, so that a client's patience can
 * be seen without waiting for a window to pass.
 *
 * @param retryAfter the header of each refusal that has a status; none if absent
 */
export async function startReluctantFront(
  behind: string,
  refusals: readonly Refusal[],
  retryAfter?: string,
): Promise<ReluctantFront> {
  const left = [...refusals];
  const outcomes: Refusal[] = [];
  const server = createServer((incoming, outgoing) => {
    const refusal = left.shift();
    if (refusal !== undefined) {
      outcomes.push(refusal);
      refuse(outgoing, refusal, retryAfter);
      return;
    }
    const { method, headers } = incoming;
    const forwarded = request(
      new URL(incoming.url ?? "", behind),
      { method, headers },
      (answer) => {
        outcomes.push(answer.statusCode ?? 0);
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    outcomes,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function refuse(outgoing: ServerResponse, refusal: Refusal, retryAfter?: string): void {
  if (refusal === "silence") return;
  if (refusal === "reset") {
    outgoing.socket?.resetAndDestroy();
    return;
  }
  if (retryAfter !== undefined) outgoing.setHeader("Retry-After", retryAfter);
  outgoing.writeHead(refusal, { "Content-Type": "application/json" });
  outgoing.end('{"error":"Later"}');
}
