import { Webhook, WebhookVerificationError } from "standardwebhooks";
import * as z from "zod";

/** An event as the API lists it; docs/webhooks.md has all fields. */
const event = z.looseObject({
  id: z.string(),
  action: z.string(),
  sequence: z.number().nullable(),
  account_id: z.string(),
  key_id: z.string().nullable(),
});
export type ReceivedEvent = z.infer<typeof event>;

export interface Receiver {
  /** `whsec_…`, as `latchkey webhooks secret` prints it. */
  readonly secret: string;
  /** Whether a webhook was handled before: each may come more than once. */
  readonly isKnown: (id: string) => boolean;
  readonly handle: (received: ReceivedEvent) => Promise<void>;
}

/**
 * Handles one webhook.
 *
 * @param body as it came: the signature is of these bytes
 * @returns the status to answer; anything but 2xx makes Latchkey try again
 */
export async function receive(
  body: string,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  { secret, isKnown, handle }: Receiver,
): Promise<number> {
  const verified = verify(body, headers, secret);
  if (verified === undefined) return 400;
  const received = event.parse(verified);
  if (isKnown(received.id)) return 200;
  await handle(received);
  return 204;
}

/** @returns undefined for a wrong signature, or one that is more than five minutes old */
function verify(
  body: string,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  secret: string,
): unknown {
  const texts = Object.entries(headers).map(([name, value]) => [name, String(value ?? "")]);
  try {
    return new Webhook(secret).verify(body, Object.fromEntries(texts));
  } catch (error) {
    if (error instanceof WebhookVerificationError) return undefined;
    throw error;
  }
}
