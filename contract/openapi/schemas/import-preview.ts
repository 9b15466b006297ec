import * as z from "zod";

export const importPreviewSchema = z
  .strictObject({
    object: z.literal("import_preview"),
    outcome: z
      .enum(["would_create", "unchanged"])
      .describe("`unchanged`: the account has this key already."),
  })
  .describe("What an import would do. Nothing was written.");
