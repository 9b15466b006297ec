import { createServer } from "node:http";
import { receive } from "./receiver.ts";

/** A webhook is a few kilobytes. */
const maximumBytes = 256 * 1024;

const secret = process.env.LATCHKEY_WEBHOOK_SECRET;
if (!secret) throw new Error("Set LATCHKEY_WEBHOOK_SECRET to the secret that npm start printed.");

/** In a real receiver, a table: keep ids for some days. */
const known = new Set<string>();

const server = createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request.setEncoding("utf8")) {
    body += chunk;
    if (body.length > maximumBytes) {
      response.writeHead(413).end();
      return;
    }
  }
  const status = await receive(body, request.headers, {
    secret,
    isKnown: (id) => known.has(id),
    async handle({ id, action, account_id, key_id, sequence }) {
      known.add(id);
      console.log(`${action} account=${account_id} key=${key_id ?? "-"} sequence=${sequence}`);
    },
  }).catch(() => 500);
  response.writeHead(status).end();
});

server.listen(Number(process.env.PORT ?? 4000), "127.0.0.1", () => {
  console.log("Waiting for webhooks");
});
