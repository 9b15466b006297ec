import { certificateGrammar, domainGrammar } from "./config/values.ts";
import { type ReadContext, textFrom } from "./context.ts";
import type { CustomDomain, StageSettings } from "./stages.ts";

/**
 * Reads `-c domainName=… -c certificateArn=…`.
 *
 * @returns the stage's own setting where neither is given
 * @throws Error in one line that names the flag
 */
export function parseCustomDomain(
  readContext: ReadContext,
  settings: StageSettings,
): CustomDomain | undefined {
  const domainName = textFrom(readContext, "domainName");
  const certificateArn = textFrom(readContext, "certificateArn");
  if (domainName === undefined && certificateArn === undefined) return settings.customDomain;
  if (domainName === undefined) {
    throw new Error("-c certificateArn=… needs -c domainName=… beside it");
  }
  if (certificateArn === undefined) {
    throw new Error("-c domainName=… needs -c certificateArn=… beside it");
  }
  if (!domainGrammar.test(domainName)) {
    throw new Error("-c domainName=… must be a host name in lower case, such as keys.example.com");
  }
  if (!certificateGrammar.test(certificateArn)) {
    throw new Error(
      "-c certificateArn=… must be the ARN of a certificate in us-east-1, where CloudFront takes them from",
    );
  }
  return { domainName, certificateArn };
}
