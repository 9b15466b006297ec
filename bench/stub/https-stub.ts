import http from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import * as z from "zod";
import type { readyMessage } from "./ready-message.ts";

/**
 * Stands for DynamoDB and Secrets Manager over HTTPS, in a process of its own so that its CPU is
 * not counted. What is meant for DynamoDB goes on to the embedded database: no answer is made up,
 * whatever a contestant asks. The one secret is answered here.
 */
const orderSchema = z.object({
  databaseEndpoint: z.string(),
  secret: z.string(),
  certificate: z.string(),
  key: z.string(),
});

process.once("message", (message) => serve(orderSchema.parse(message)));
// The measuring process is gone.
process.once("disconnect", () => process.exit(0));

function serve(order: z.infer<typeof orderSchema>): void {
  const agent = new http.Agent({ keepAlive: true });
  const secret = JSON.stringify({ SecretString: order.secret });
  const server = https.createServer({ cert: order.certificate, key: order.key });
  server.keepAliveTimeout = 60_000;
  server.on("request", (request, response) => {
    if (String(request.headers["x-amz-target"]).startsWith("secretsmanager.")) {
      request.resume();
      response.setHeader("content-type", "application/x-amz-json-1.1");
      response.end(secret);
      return;
    }
    const { method, headers } = request;
    const onward = http.request(
      order.databaseEndpoint,
      { ...(method === undefined ? {} : { method }), headers, agent },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on("error", () => response.destroy());
    request.pipe(onward);
  });
  server.listen(0, "127.0.0.1", () => {
    // A TCP server's address is always one.
    const { port } = addressSchema.parse(server.address());
    process.send?.({ port } satisfies z.infer<typeof readyMessage>);
  });
}

const addressSchema: z.ZodType<Pick<AddressInfo, "port">> = z.object({ port: z.number() });
