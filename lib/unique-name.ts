import { Names } from "aws-cdk-lib/core";
import type { Construct } from "constructs";

/**
 * A name that no other construct in the account and region has: it begins with the stack's, which is
 * the only one there, and ends in a digest of the construct's path, such as
 * `Latchkey-dev-PublicApi-6A9F8B2C`.
 */
export function uniqueName(scope: Construct, maxLength: number): string {
  return Names.uniqueResourceName(scope, {
    separator: "-",
    allowedSpecialCharacters: "-",
    maxLength,
  });
}
