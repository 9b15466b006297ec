import { randomBytes, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { Command } from "commander";
import * as z from "zod";
import { succeed } from "../../cli/api/api-response.ts";
import type { ManagementApi } from "../../cli/api/management-api.ts";
import type { CommandContext } from "../../cli/command-context.ts";
import { connect } from "../../cli/deployment/connect.ts";
import { findDeployment } from "../../cli/deployment/find-deployment.ts";
import { main } from "../../cli/main.ts";
import { type Receiver, receive, sign } from "./receiver.ts";

/*
 * `npm run demo:billing`, beside `npm start`: a key of an account on `pro` is refused, the billing
 * system's webhook moves the account to `agency`, and the key's next request is admitted.
 */

const accountId = "demo_billing";
const account = `/accounts/${accountId}`;
const issued = z.object({ id: z.string(), key: z.string() });

function demoProgram({ terminal, environment }: CommandContext): Command {
  return new Command("demo:billing").action(async () => {
    const { apiUrl } = await findDeployment(undefined, environment, terminal);
    const { api } = await connect({ url: apiUrl }, environment, terminal);
    await putPlan(api, accountId, "pro");
    const { id, key } = issued.parse(succeed(await createKey(api)));
    const use = async () => terminal.print(await useKey(apiUrl, key));
    try {
      terminal.print(`Account ${accountId} is on plan pro.`);
      await use();
      terminal.print(await payForAgency(api));
      await use();
    } finally {
      await api.request({ method: "DELETE", path: `${account}/keys/${id}` });
    }
  });
}

function createKey(api: ManagementApi) {
  const call = { method: "POST", path: `${account}/keys`, body: { name: "Demo" } } as const;
  return api.request({ ...call, idempotencyKey: randomUUID() });
}

async function putPlan(api: ManagementApi, id: string, plan: string): Promise<void> {
  succeed(await api.request({ method: "PUT", path: `/accounts/${id}`, body: { plan } }));
}

async function useKey(apiUrl: string, key: string): Promise<string> {
  const response = await fetch(`${apiUrl}/v1/models`, {
    headers: { Authorization: `Bearer ${key}` },
  });
  const body = await response.text();
  return `GET /api/v1/models: ${response.status} ${response.ok ? "" : body}`.trimEnd();
}

/** Plays the billing system: sends what it would send once the customer has paid. */
async function payForAgency(api: ManagementApi): Promise<string> {
  const nowEpochSeconds = () => Math.floor(Date.now() / 1000);
  const signingSecret = randomBytes(32).toString("hex");
  const webhook = await listen({
    signingSecret,
    nowEpochSeconds,
    planOfPrice: new Map([["agency_monthly", "agency"]]),
    putPlan: (id, plan) => putPlan(api, id, plan),
  });
  const body = JSON.stringify({
    id: `evt_${randomUUID()}`,
    type: "customer.subscription.updated",
    data: {
      object: {
        metadata: { account_id: accountId },
        items: { data: [{ price: { lookup_key: "agency_monthly" } }] },
      },
    },
  });
  try {
    const { status } = await fetch(webhook.url, {
      method: "POST",
      headers: { "Stripe-Signature": sign(body, signingSecret, nowEpochSeconds()) },
      body,
    });
    return `Webhook customer.subscription.updated, price agency_monthly: ${status}`;
  } finally {
    webhook.stop();
  }
}

/** The receiver as a server on 127.0.0.1; deployed, it would be a route of your own backend. */
async function listen(receiver: Receiver): Promise<{ url: string; stop(): void }> {
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) body += chunk;
    const signature = request.headers["stripe-signature"]?.toString();
    const status = await receive(body, signature, receiver).catch(() => 500);
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}`, stop };
}

await main(demoProgram);
