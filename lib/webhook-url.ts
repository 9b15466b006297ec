import { urlFault, type WebhookEndpoint } from "../core/webhook/endpoint.ts";
import { type ReadContext, textFrom } from "./context.ts";

/**
 * Reads `-c webhookUrl=…`, one more place to send all events to. The local run gives it for a
 * receiver on the same machine, so it may be private.
 *
 * @throws Error in one line that names the flag
 */
export function parseWebhookUrl(
  readContext: ReadContext,
  configured: readonly WebhookEndpoint[],
): readonly WebhookEndpoint[] {
  const url = textFrom(readContext, "webhookUrl");
  if (url === undefined) return configured;
  const endpoint = { url, allowPrivate: true };
  const fault = urlFault(endpoint);
  if (fault !== undefined) throw new Error(`-c webhookUrl=… ${fault}`);
  return [...configured.filter((other) => other.url !== url), endpoint];
}
