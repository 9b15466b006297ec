import * as z from "zod";

/** What waits in the queue: one event for one endpoint. */
export const webhookMessage = z.object({
  url: z.string(),
  event: z.looseObject({ id: z.string(), action: z.string() }),
});
export type WebhookMessage = z.infer<typeof webhookMessage>;
