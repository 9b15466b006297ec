import * as z from "zod";

/** As much of this document as a client has to know before it reads the rest. */
export const openapiSchema = z
  .looseObject({
    openapi: z.string().regex(/^3\.1\.\d+$/),
    info: z.looseObject({ title: z.string(), version: z.string() }),
    paths: z.looseObject({}),
  })
  .describe("An OpenAPI 3.1 document.");
