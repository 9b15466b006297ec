import { errors } from "jose";

/** Why a user's token is refused: stable words for the log, explained in docs/operations.md. */
export type RefusalReason =
  | "algorithm"
  | "audience"
  | "claim_malformed"
  | "claim_missing"
  | "expired"
  | "issuer"
  | "malformed"
  | "not_yet_valid"
  | "signature"
  | "token_use"
  | "too_long"
  | "unknown_key";

/** Names a claim at most, never its value. */
export interface Refusal {
  readonly reason: RefusalReason;
  readonly claim?: string;
}

/** Why the library refused a token. */
export function refusalOf(error: errors.JOSEError): Refusal {
  if (error instanceof errors.JWTExpired) return { reason: "expired" };
  if (error instanceof errors.JWTClaimValidationFailed) return refusedClaim(error);
  if (error instanceof errors.JOSEAlgNotAllowed) return { reason: "algorithm" };
  if (error instanceof errors.JWKSNoMatchingKey) return { reason: "unknown_key" };
  if (error instanceof errors.JWSSignatureVerificationFailed) return { reason: "signature" };
  return { reason: "malformed" };
}

function refusedClaim({ claim, reason }: errors.JWTClaimValidationFailed): Refusal {
  if (reason === "missing") return { reason: "claim_missing", claim };
  if (claim === "iss") return { reason: "issuer" };
  if (claim === "nbf" && reason === "check_failed") return { reason: "not_yet_valid" };
  return { reason: "claim_malformed", claim };
}
