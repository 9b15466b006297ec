import type { Deadline } from "../time/deadline.ts";
import { AwsError } from "./aws-error.ts";
import type { JsonCall } from "./json-service.ts";

/** Which version of a secret: the one in use, or the one that the last rotation replaced. */
export type SecretStage = "AWSCURRENT" | "AWSPREVIOUS";

/**
 * @returns the secret's text; undefined where it has no version of that stage
 * @throws where Secrets Manager is out of reach or refuses
 */
export async function readSecret(
  call: JsonCall,
  secretArn: string,
  deadline: Deadline,
  stage: SecretStage = "AWSCURRENT",
): Promise<string | undefined> {
  try {
    const input = { SecretId: secretArn, VersionStage: stage };
    const answer = await call("GetSecretValue", input, deadline);
    const { SecretString: text }: { readonly SecretString?: unknown } = Object(answer);
    if (typeof text === "string") return text;
    throw new Error("the secret has no text");
  } catch (error) {
    if (error instanceof AwsError && error.code === "ResourceNotFoundException") return undefined;
    throw error;
  }
}
