import { decodeJwt, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from "jose";
import type { OperatorClaim } from "../../core/account/operators.ts";
import type { Deadline } from "../../core/time/deadline.ts";
import type { IssuerKeys } from "./issuer-keys.ts";
import { type Refusal, refusalOf } from "./refusal.ts";
import { acceptedAlgorithms } from "./usable-keys.ts";
import { type Operator, personOf, type User } from "./user.ts";

export interface UserTokens {
  /**
   * Whether a token says that it is from the configured issuer. It says so without proof: this only
   * tells who is to be asked.
   */
  isClaimedBy(token: string): boolean;
  /** Why a token is not judged that has the form of one; undefined where it has not. */
  whyNotClaimed(token: string): Refusal | undefined;
  /**
   * @returns the user or operator whose token it is, or why it is not good
   * @throws IssuerFault where the issuer's keys are out of reach
   */
  verify(token: string, deadline: Deadline): Promise<User | Operator | Refusal>;
}

export interface UserTokensOptions {
  /** As tokens spell it, to the letter. */
  readonly issuer: string;
  /** The required audience of a token: with Cognito, the id of the app client. */
  readonly audience: string;
  /** The claim that names the user's account, such as `sub`. */
  readonly accountClaim: string;
  /** Undefined if nobody can be an operator. */
  readonly operators: OperatorClaim | undefined;
  readonly findKey: IssuerKeys["find"];
  readonly nowEpochMs: () => number;
}

/** The allowed difference between the issuer's clock and this one. */
const clockToleranceSeconds = 10;

/** API Gateway takes some 10 KB of headers; no issuer's access token comes near this. */
const maximumLength = 8192;

/** Three parts in base64url: RFC 7515, section 7.1. */
const compactForm = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** Judges the OIDC tokens of one issuer's users. Nothing of a token goes into errors or logs. */
export function createUserTokens(options: UserTokensOptions): UserTokens {
  const { issuer, audience, accountClaim, operators, findKey, nowEpochMs } = options;

  return {
    isClaimedBy(token) {
      if (token.length > maximumLength || !compactForm.test(token)) return false;
      return unverifiedIssuer(token) === issuer;
    },

    whyNotClaimed(token) {
      if (!compactForm.test(token)) return undefined;
      if (token.length > maximumLength) return { reason: "too_long" };
      return { reason: hasPayload(token) ? "issuer" : "malformed" };
    },

    async verify(token, deadline) {
      const outcome = await verified(token, deadline);
      if ("refusal" in outcome) return outcome.refusal;
      const { payload } = outcome;
      return refusedUse(audience, payload) ?? personOf(payload, accountClaim, operators);
    },
  };

  async function verified(token: string, deadline: Deadline): Promise<Outcome> {
    const findInTime: JWTVerifyGetKey = (header, jws) => findKey(header, jws, deadline);
    return verifiedBy(findInTime, token).catch(async (error: unknown) => {
      if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
      // Tokens need not name a key, and keys may share a name: RFC 7515 and 7517, section 4.1.4 and 4.5.
      for await (const key of error) {
        const outcome = await verifiedBy(async () => key, token);
        if (!isSignedOtherwise(outcome)) return outcome;
      }
      return { refusal: { reason: "signature" } };
    });
  }

  async function verifiedBy(keyOf: JWTVerifyGetKey, token: string): Promise<Outcome> {
    try {
      const { payload } = await jwtVerify(token, keyOf, {
        issuer,
        algorithms: [...acceptedAlgorithms],
        requiredClaims: ["exp", "sub"],
        clockTolerance: clockToleranceSeconds,
        currentDate: new Date(nowEpochMs()),
      });
      return { payload };
    } catch (error) {
      if (error instanceof errors.JWKSMultipleMatchingKeys) throw error;
      // Whatever is wrong with a token is one of these; a fault of the issuer or of this is not.
      if (error instanceof errors.JOSEError) return { refusal: refusalOf(error) };
      throw error;
    }
  }
}

type Outcome = { readonly payload: JWTPayload } | { readonly refusal: Refusal };

function isSignedOtherwise(outcome: Outcome): boolean {
  return "refusal" in outcome && outcome.refusal.reason === "signature";
}

function hasPayload(token: string): boolean {
  try {
    decodeJwt(token);
    return true;
  } catch {
    return false;
  }
}

function unverifiedIssuer(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
}

/**
 * Why it is no access token for this product; undefined if it is one. Cognito names the client in
 * `client_id` and has an `aud` only if one was asked for; it marks its tokens by `token_use`, and its ID tokens are for the page
 * that signs people in, not for an API. Everywhere else `aud` decides (RFC 9068, section 4).
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
 */
function refusedUse(audience: string, payload: JWTPayload): Refusal | undefined {
  const { token_use: use, client_id: client, aud } = payload;
  if (use !== undefined && use !== "access") return { reason: "token_use" };
  const audiences = use === undefined ? [aud].flat() : [client];
  return audiences.includes(audience) ? undefined : { reason: "audience" };
}
