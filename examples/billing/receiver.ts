import { createHmac, timingSafeEqual } from "node:crypto";
import * as z from "zod";

/** What a billing system's webhook comes down to. */
export interface Receiver {
  /** Shared with the billing system, which signs with it. */
  readonly signingSecret: string;
  /** Which price buys which plan. */
  readonly planOfPrice: ReadonlyMap<string, string>;
  /** `PUT /api/manage/v1/accounts/{account_id}`; all of the account's keys follow at once. */
  readonly putPlan: (accountId: string, plan: string) => Promise<void>;
  readonly nowEpochSeconds: () => number;
}

/** Part of Stripe's `customer.subscription.updated`; another system's event differs here alone. */
const subscriptionEvent = z.object({
  type: z.literal("customer.subscription.updated"),
  data: z.object({
    object: z.object({
      metadata: z.object({ account_id: z.string() }),
      items: z.object({
        data: z.array(z.object({ price: z.object({ lookup_key: z.string() }) })).min(1),
      }),
    }),
  }),
});

/** Older messages may be replays. */
const toleranceSeconds = 300;

/**
 * Handles one message of the billing system.
 *
 * Messages can overtake each other. Where that matters, ask the billing system for the subscription
 * as it is now, instead of taking the plan from the message.
 *
 * @returns the status to answer; anything but 2xx makes the billing system try again
 * @see https://docs.stripe.com/webhooks#verify-manually
 */
export async function receive(
  body: string,
  signature: string | undefined,
  receiver: Receiver,
): Promise<number> {
  if (!isSigned(body, signature ?? "", receiver)) return 400;
  const event = subscriptionEvent.safeParse(JSON.parse(body)).data;
  // Something else happened, which is of no concern here.
  if (!event) return 200;
  const { metadata, items } = event.data.object;
  const plan = receiver.planOfPrice.get(items.data[0]?.price.lookup_key ?? "") ?? "free";
  await receiver.putPlan(metadata.account_id, plan);
  return 200;
}

/** The header is `t=<seconds>,v1=<HMAC-SHA-256 of "t.body" in hex>`. */
export function sign(body: string, signingSecret: string, epochSeconds: number): string {
  return `t=${epochSeconds},v1=${mac(`${epochSeconds}.${body}`, signingSecret)}`;
}

function isSigned(body: string, signature: string, receiver: Receiver): boolean {
  const [, seconds, presented] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(signature) ?? [];
  if (seconds === undefined || presented === undefined) return false;
  if (Math.abs(receiver.nowEpochSeconds() - Number(seconds)) > toleranceSeconds) return false;
  const expected = mac(`${seconds}.${body}`, receiver.signingSecret);
  return timingSafeEqual(Buffer.from(presented), Buffer.from(expected));
}

function mac(text: string, secret: string): string {
  return createHmac("sha256", secret).update(text).digest("hex");
}
