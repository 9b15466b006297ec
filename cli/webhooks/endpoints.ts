import * as z from "zod";
import { type Deployment, outputOf } from "../deployment/deployment.ts";
import { CliError } from "../exit-code.ts";

const endpoint = z.object({
  url: z.string(),
  events: z.array(z.string()).optional(),
  secretArn: z.string(),
});
export type Endpoint = z.infer<typeof endpoint>;

/**
 * The endpoints that a deployment sends webhooks to.
 *
 * @throws CliError if there are none
 */
export function endpointsOf(deployment: Deployment): Endpoint[] {
  outputOf(deployment, "EventBusName");
  const text = deployment.outputs.get("Webhooks");
  if (text !== undefined) return z.array(endpoint).parse(JSON.parse(text));
  const how = deployment.isLocal ? "set LATCHKEY_WEBHOOK_URL" : "add them to its webhooks";
  throw new CliError("misuse", `${deployment.name} has no webhook endpoints: ${how}.`);
}

/**
 * The endpoint of that address, which may be left out if there is only one.
 *
 * @throws CliError if there is no such endpoint
 */
export function findEndpoint(deployment: Deployment, url: string | undefined): Endpoint {
  const endpoints = endpointsOf(deployment);
  const found = endpoints.filter((one) => url === undefined || one.url === url);
  const [first] = found;
  if (first && found.length === 1) return first;
  const known = endpoints.map((one) => one.url).join(", ");
  throw new CliError("misuse", `Name one of the endpoints: ${known}`);
}
