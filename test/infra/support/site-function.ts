import { Script } from "node:vm";
import * as z from "zod";

const headersSchema = z.record(z.string(), z.object({ value: z.string() }));

const resultSchema = z.union([
  z.object({
    statusCode: z.number(),
    statusDescription: z.string(),
    headers: headersSchema,
    body: z.string().optional(),
  }),
  z.object({ uri: z.string(), method: z.string(), headers: headersSchema }),
]);

export interface EdgeRequest {
  readonly uri: string;
  readonly method?: string;
  readonly accept?: string;
  /** The query after the question mark; undefined if there is none. */
  readonly query?: string;
}

/** Calls a CloudFront function as a viewer request does, with nothing around it but the language. */
export function callFunction(
  source: string,
  { uri, method = "GET", accept, query }: EdgeRequest,
): z.infer<typeof resultSchema> {
  const request = {
    method,
    uri,
    headers: accept === undefined ? {} : { accept: { value: accept } },
    querystring: {},
    cookies: {},
    rawQueryString: () => query,
  };
  const sandbox = { event: { version: "1.0", request } };
  return resultSchema.parse(new Script(`${source}\nhandler(event);`).runInNewContext(sandbox));
}
