import * as z from "zod";

/** The stub's message once it listens. */
export const readyMessage = z.object({ port: z.number() });
