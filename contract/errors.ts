import { type ErrorCode, errors } from "../core/errors.ts";

/** The public API sends no codes, and pages are no API. */
type UnsentCode =
  | "invalid_key"
  | "invalid_parameter"
  | "account_suspended"
  | "ineligible_plan"
  | "address_not_allowed"
  | "insufficient_scope"
  | "cost_too_high"
  | "rate_limit_exceeded"
  | "quota_exceeded"
  | "method_not_allowed";

/** The meaning of each code of the management API. */
const meanings: Readonly<Record<Exclude<ErrorCode, UnsentCode>, string>> = {
  invalid_fields:
    "Fields do not fit their rules. `fields` has the rule of each, by the field's name; `body` and `query` stand for the whole.",
  bad_request: "The request is malformed as HTTP.",
  missing_token: "There is no `Authorization: Bearer …` header, or it is malformed.",
  invalid_credentials: "The token is not good here. An API key never is.",
  operator_required: "The caller is a user, and only an operator may do this.",
  role_required:
    "The caller is an operator with the role `support`, and only an admin may do this.",
  forbidden: "A firewall in front of the API has refused the request.",
  not_found: "There is no such path or method.",
  account_not_found: "There is no such account, or it is not the user's own.",
  key_not_found: "The account has no such key.",
  request_not_found:
    "The access log has no such request in these hours. A request appears a few seconds after its answer.",
  active_key_limit_reached: "The account has all the keys that it may have: revoke one.",
  key_revoked: "A revoked key cannot be changed, resumed or rotated.",
  paused_by_operator: "An operator has paused the key, and only an operator resumes it.",
  key_expired: "The key has expired: its new secret would be refused, too.",
  key_of_another_account: "An imported key is another account's already.",
  body_too_large: "The body is too large.",
  not_json: "The body needs `Content-Type: application/json`.",
  idempotency_key_reused: "The `Idempotency-Key` came with another body before.",
  too_many_requests: "All callers together are over the API's own limit.",
  internal: "A fault on this side. The change may have been made.",
  unavailable: "A part of the service is out of reach. Nothing was changed.",
  search_unfinished: "The access log has too much of these hours to be searched in time.",
  outcome_unknown: "Time ran out before the outcome of the change was known.",
};

export interface DocumentedError {
  readonly code: string;
  readonly status: number;
  readonly message: string;
  readonly meaning: string;
}

/** Every error of the management API, one for each code, by status. */
export const managementErrors: readonly DocumentedError[] = Object.entries(meanings)
  .map(([code, meaning]) => {
    const error = Object.values(errors).find((each) => each.code === code);
    if (!error) throw new Error(`no error has the code ${code}`);
    return { code, status: error.status, message: error.message, meaning };
  })
  .sort((one, other) => one.status - other.status);
