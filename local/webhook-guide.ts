import * as z from "zod";
import type { RunningLatchkey } from "./start.ts";

const endpoints = z.array(z.object({ url: z.string(), secretArn: z.string() }));
const secret = z.object({ current: z.string() });

/** The webhooks' addresses and signing secrets; undefined if there are no endpoints. */
export function webhookGuide({
  outputs,
  secretValue,
}: Pick<RunningLatchkey, "outputs" | "secretValue">): string | undefined {
  const text = outputs.get("Webhooks");
  if (text === undefined) return undefined;
  const lines = endpoints.parse(JSON.parse(text)).map(({ url, secretArn }) => {
    const { current } = secret.parse(JSON.parse(secretValue(secretArn) ?? ""));
    return `Webhooks go to ${url}\n  Secret: whsec_${current}`;
  });
  return lines.join("\n");
}
