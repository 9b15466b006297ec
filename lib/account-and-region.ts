import { accountGrammar, regionGrammar } from "./config/values.ts";
import { type ReadContext, textFrom } from "./context.ts";
import type { StageSettings } from "./stages.ts";

/**
 * Reads `-c account=… -c region=…`: where to deploy this once.
 *
 * @throws Error in one line that names the flag
 */
export function parseAccountAndRegion(
  readContext: ReadContext,
  configured: Pick<StageSettings, "account" | "region">,
): Pick<StageSettings, "account" | "region"> {
  const account = textFrom(readContext, "account") ?? configured.account;
  const region = textFrom(readContext, "region") ?? configured.region;
  if (account !== undefined && !accountGrammar.test(account)) {
    throw new Error("-c account=… must be 12 digits");
  }
  if (!regionGrammar.test(region)) {
    throw new Error("-c region=… must be an AWS region, such as eu-central-1");
  }
  return { account, region };
}
