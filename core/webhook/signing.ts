import { Webhook } from "standardwebhooks";
import * as z from "zod";

/** Base64 of 24 to 64 bytes (Standard Webhooks, "Signature scheme"). */
const secret = z.string().regex(/^[A-Za-z0-9+/]{32,88}={0,2}$/);

/** The value of an endpoint's secret. While there is a previous one, both sign. */
export const webhookSecrets = z.object({ current: secret, previous: secret.optional() });
export type WebhookSecrets = z.infer<typeof webhookSecrets>;

/** A secret as receivers configure it. */
export function secretText(base64: string): string {
  return `whsec_${base64}`;
}

/** @throws Error that says nothing of the value */
export function parseWebhookSecrets(json: string): WebhookSecrets {
  const parsed = webhookSecrets.safeParse(parseJson(json));
  if (parsed.success) return parsed.data;
  throw new Error("the webhook secret is malformed");
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/**
 * The headers of one attempt.
 *
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function signatureHeaders(
  { current, previous }: WebhookSecrets,
  id: string,
  body: string,
  nowEpochMs: number,
): Record<string, string> {
  const secrets = previous === undefined ? [current] : [current, previous];
  const at = new Date(nowEpochMs);
  return {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(nowEpochMs / 1000)),
    "webhook-signature": secrets.map((one) => new Webhook(one).sign(id, at, body)).join(" "),
  };
}
