import { AwsError, ConnectionError } from "../core/aws/aws-error.ts";

/** Why checks fail, and what to do about it. The original error is its `cause`. */
export class VerifierFault extends Error {
  override readonly name = "VerifierFault";
}

/** What the advice speaks of. */
export interface FaultPlaces {
  readonly tableName: string;
  readonly pepperSecretArn: string;
  readonly region: string;
}

/** Says in one line what is wrong, and what to do if that is known. */
export function faultOf(error: unknown, places: FaultPlaces): VerifierFault {
  const message = error instanceof Error ? error.message : "an unknown error";
  const advice = adviceFor(error, places);
  return new VerifierFault(`A key could not be checked: ${message}${advice ? `. ${advice}` : ""}`, {
    cause: error,
  });
}

function adviceFor(error: unknown, { tableName, pepperSecretArn, region }: FaultPlaces) {
  if (error instanceof ConnectionError) {
    const { code } = Object(error.cause);
    const how = typeof code === "string" ? `The connection ended by ${code}. ` : "";
    return `${how}Check that this server can reach that address, and that ${region} is the region`;
  }
  if (!(error instanceof AwsError)) {
    if (!(error instanceof Error)) return "";
    if (/Credential|Token/.test(error.name)) {
      return "Give this process AWS credentials, or pass `credentials` to createVerifier";
    }
    // Of those who read the secret (core/store/pepper-secret.ts, core/key/pepper.ts).
    return error.message.includes("pepper secret")
      ? `Check that ${pepperSecretArn} is the stack's output PepperSecretArn`
      : "";
  }
  switch (error.code) {
    case "ResourceNotFoundException":
      return `Check that the table ${tableName} is in ${region}`;
    case "AccessDeniedException":
      return `Allow dynamodb:Query and dynamodb:UpdateItem on ${tableName}, and secretsmanager:GetSecretValue on ${pepperSecretArn}`;
    case "UnrecognizedClientException":
    case "InvalidSignatureException":
    case "ExpiredTokenException":
      return `Check the AWS credentials and the region ${region}`;
    default:
      return "";
  }
}

const pauseMs = 10_000;

/** Prints faults, at most one line every 10 s: an outage would fail every request. */
export function createFaultLog(
  print: (line: string) => void,
  nowMs: () => number,
): (fault: Error) => void {
  let printedAtMs = Number.NEGATIVE_INFINITY;
  let unprinted = 0;
  return (fault) => {
    if (nowMs() - printedAtMs < pauseMs) {
      unprinted++;
      return;
    }
    print(`latchkey: ${fault.message}${unprinted > 0 ? ` (and ${unprinted} more since)` : ""}`);
    printedAtMs = nowMs();
    unprinted = 0;
  };
}
