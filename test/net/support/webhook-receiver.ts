import { createServer } from "node:http";
import type { Json } from "../history/calls.ts";

/** Takes webhooks, and keeps their bodies. */
export interface WebhookReceiver {
  readonly url: string;
  readonly delivered: readonly Json[];
  stop(): Promise<void>;
}

/** @param failsEvery which of its requests fail: one in so many; none if absent */
export async function startWebhookReceiver(failsEvery = 0): Promise<WebhookReceiver> {
  const delivered: Json[] = [];
  let requests = 0;
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) body += chunk;
    requests++;
    if (failsEvery > 0 && requests % failsEvery === 0) return void response.writeHead(500).end();
    delivered.push(JSON.parse(body));
    response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/webhooks`,
    delivered,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
