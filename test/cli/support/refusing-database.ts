import { createServer } from "node:http";

export interface RefusingDatabase {
  readonly url: string;
  stop(): Promise<void>;
}

/** A database that takes so many transactions, and refuses every further one. */
export async function startRefusingDatabase(
  endpoint: string,
  transactions: number,
): Promise<RefusingDatabase> {
  let left = transactions;
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) body += chunk;
    const target = String(request.headers["x-amz-target"]);
    if (target.endsWith(".TransactWriteItems") && left-- <= 0) {
      const error = { __type: "com.amazon.coral.service#AccessDeniedException", message: "gone" };
      response.writeHead(400, { "Content-Type": "application/x-amz-json-1.0" });
      response.end(JSON.stringify(error));
      return;
    }
    const kept = ["authorization", "content-type", "x-amz-date", "x-amz-target"];
    const headers = kept.map((name) => [name, String(request.headers[name])] as const);
    const answer = await fetch(endpoint, {
      method: "POST",
      headers: Object.fromEntries(headers),
      body,
    });
    response.writeHead(answer.status, { "Content-Type": "application/x-amz-json-1.0" });
    response.end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
