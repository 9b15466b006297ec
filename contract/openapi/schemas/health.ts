import * as z from "zod";
import { healthParts } from "../../../functions/management/health.ts";
import { count } from "./primitives.ts";

const status = z.enum(["ok", "failing"]);
const version = z.string().regex(/^v[1-9][0-9]{0,5}$/);

export const healthSchema = z
  .strictObject({
    object: z.literal("health"),
    status: status.describe("`failing` if any part is."),
    parts: z
      .array(
        z.strictObject({
          part: z.enum(healthParts),
          status,
          duration_ms: count.describe("How long the check took."),
          fault: z
            .union([z.string(), z.null()])
            .describe("The kind of fault, such as `AccessDeniedException`."),
        }),
      )
      .describe("`issuer` only if people can sign in."),
    pepper: z
      .union([z.strictObject({ active: version, versions: z.array(version) }), z.null()])
      .describe(
        "The versions of the pepper that keys are hashed with; null if its secret cannot be read.",
      ),
  })
  .describe("Whether the parts of the service answer.");
