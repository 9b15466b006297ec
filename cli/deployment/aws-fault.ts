import { CliError } from "../exit-code.ts";
import { noteIfSlow } from "../note-if-slow.ts";
import type { AwsAccess } from "./deployment.ts";

/**
 * Runs AWS calls. Notes if they are slow, and turns an error into a one-line message.
 *
 * @param doing the action in words, such as `read the stack Latchkey-prod`
 * @throws CliError
 */
export async function callingAws<T>(
  { terminal }: Pick<AwsAccess, "terminal">,
  doing: string,
  calls: () => Promise<T>,
): Promise<T> {
  try {
    return await noteIfSlow(`Waiting for AWS to ${doing}`, terminal, calls);
  } catch (error) {
    if (error instanceof CliError) throw error;
    const fault = error instanceof Error ? error : new Error(String(error));
    throw new CliError("unreachable", `Could not ${doing}: ${describe(fault)}`);
  }
}

function describe({ name, message }: Error): string {
  switch (name) {
    case "CredentialsProviderError":
      return "no AWS credentials found. Set AWS_PROFILE, or sign in (aws sso login).";
    case "ExpiredToken":
    case "ExpiredTokenException":
      return "the AWS session has expired. Sign in again (aws sso login).";
    default:
      return /region is missing/i.test(message)
        ? "no AWS region is set. Set AWS_REGION."
        : `${name}: ${message}`;
  }
}
