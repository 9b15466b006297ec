import * as z from "zod";

const event = z.looseObject({ id: z.string(), action: z.string() });

/** A message in the queue: one event for one endpoint. The event keeps the order of its fields. */
export const webhookMessage = z.object({
  url: z.string(),
  event: z.custom<z.infer<typeof event>>((value) => event.safeParse(value).success),
});
export type WebhookMessage = z.infer<typeof webhookMessage>;
