import { isAddressOrBlock } from "./config/values.ts";
import { type ReadContext, textFrom } from "./context.ts";

/**
 * Reads `-c defaultVerifyFrom=…`: the trusted addresses of a stage that names none. The local run gives
 * the loopback addresses.
 *
 * @throws Error in one line that names the flag
 */
export function parseDefaultVerifyFrom(
  readContext: ReadContext,
  configured: readonly string[] | undefined,
): readonly string[] | undefined {
  const addresses = textFrom(readContext, "defaultVerifyFrom")?.split(",");
  if (addresses && !addresses.every(isAddressOrBlock)) {
    throw new Error(
      "-c defaultVerifyFrom=… must be addresses or CIDR blocks with commas between them",
    );
  }
  return configured ?? addresses;
}
