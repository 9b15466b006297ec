import { createServer, request } from "node:http";

export interface ReluctantFront {
  readonly url: string;
  /** The status of each answer so far. */
  readonly statuses: readonly number[];
  stop(): Promise<void>;
}

/**
 * Stands before a running Latchkey and refuses the first requests, each with a `Retry-After` of a
 * second, so that a client's patience can be seen without waiting for a window to pass.
 */
export async function startReluctantFront(
  behind: string,
  refusals: readonly number[],
): Promise<ReluctantFront> {
  const left = [...refusals];
  const statuses: number[] = [];
  const server = createServer((incoming, outgoing) => {
    const refusal = left.shift();
    if (refusal !== undefined) {
      statuses.push(refusal);
      outgoing.writeHead(refusal, { "Content-Type": "application/json", "Retry-After": "1" });
      outgoing.end('{"error":"Later"}');
      return;
    }
    const { method, headers } = incoming;
    const forwarded = request(
      new URL(incoming.url ?? "", behind),
      { method, headers },
      (answer) => {
        statuses.push(answer.statusCode ?? 0);
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
    statuses,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
