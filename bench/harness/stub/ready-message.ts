import * as z from "zod";

/** What the stub sends once it listens. */
export const readyMessage = z.object({ port: z.number() });
