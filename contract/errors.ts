import { type ErrorCode, errors } from "../core/errors.ts";

interface Explanation {
  readonly meaning: string;
  readonly remedy: string;
}

/** The errors of the public API. It sends no codes; these name the anchors of its documentation. */
const publicExplanations = {
  missing_token: {
    meaning: "There is no `Authorization: Bearer …` header, or it is malformed.",
    remedy:
      "Send the header once, with the word `Bearer`, one space and the key. Check that the environment variable is set where the program runs, and that no proxy or redirect removes the header.",
  },
  invalid_parameter: {
    meaning:
      "Only for `/api/v1/verify`: the query parameter that the message names is wrong or repeated.",
    remedy: "Correct the parameter. The message has its rule.",
  },
  invalid_key: {
    meaning: "The key is mistyped, unknown, revoked, paused or expired.",
    remedy:
      "Find the key by its first characters at [Your API keys](/app/settings/api-keys), and go through [I get 401](/docs/errors#i-get-401).",
  },
  account_suspended: {
    meaning: "The key is valid, but its account is suspended.",
    remedy: "Ask the operator of this API. When the suspension ends, the same key works again.",
  },
  ineligible_plan: {
    meaning:
      "The key is valid, but the account's [plan](/docs/authentication#plans) does not include the API.",
    remedy: "Change the plan. The key itself can stay as it is.",
  },
  address_not_allowed: {
    meaning: "The key has an [allow list](/docs/keys#allow-list), and your address is not on it.",
    remedy:
      "Add the public address of the calling server to the list. Behind NAT, that is the gateway's address.",
  },
  insufficient_scope: {
    meaning: "The key lacks the [scope](/docs/keys#scopes) that the message names.",
    remedy: "Give the key that scope, or call with a key that has it.",
  },
  cost_too_high: {
    meaning:
      "The request costs more units than the key's limit or one of its quotas allows at all.",
    remedy: "Raise the limit or the quota. Waiting does not help.",
  },
  rate_limit_exceeded: {
    meaning: "The key is over [its limit](/docs/rate-limits).",
    remedy:
      "Wait as long as `Retry-After` says, then [try again](/docs/rate-limits#wait-and-try-again). If it happens often, raise the key's limit or spread the requests.",
  },
  quota_exceeded: {
    meaning: "One of the key's [quotas](/docs/rate-limits#quotas) is used up.",
    remedy:
      "Wait for the next period, which `Retry-After` gives, or raise the quota. A total quota never renews.",
  },
  too_many_requests: {
    meaning: "All callers together exceed the limit of the whole API.",
    remedy:
      "[Try again](/docs/rate-limits#wait-and-try-again) after a second, then two, then four.",
  },
  not_found: {
    meaning: "There is no such path or method.",
    remedy: "Compare method and path with the [API reference](/docs/api-reference).",
  },
  unavailable: {
    meaning: "A part of the service is unavailable.",
    remedy:
      "Keep the key: it is not at fault. [Try again](/docs/rate-limits#wait-and-try-again) after `Retry-After` seconds.",
  },
} as const satisfies Partial<Record<ErrorCode, Explanation>>;

type PublicCode = keyof typeof publicExplanations;
/** Errors of both APIs. */
type SharedCode = "missing_token" | "too_many_requests" | "not_found" | "unavailable";
/** The public API sends no codes, and pages are no API. */
type UnsentCode = Exclude<PublicCode, SharedCode> | "method_not_allowed";

/** The errors of the management API, by the code that it sends. */
const managementExplanations: Readonly<Record<Exclude<ErrorCode, UnsentCode>, Explanation>> = {
  invalid_fields: {
    meaning:
      "Fields do not fit their rules. `fields` has the rule of each, by the field's name; `body` and `query` stand for the whole.",
    remedy: "Correct the fields that `fields` names.",
  },
  bad_request: {
    meaning: "The request is malformed as HTTP.",
    remedy: "Let an HTTP library make the request, and percent-encode ids in the path.",
  },
  missing_token: publicExplanations.missing_token,
  invalid_credentials: {
    meaning: "The token is not good here. An API key never is.",
    remedy:
      "Use the operator token, or a user's access token that has not expired. Read the operator token again if it was rotated.",
  },
  operator_required: {
    meaning: "The caller is a user, and only an operator may do this.",
    remedy: "Make the call with an operator credential.",
  },
  role_required: {
    meaning: "The caller is an operator with the role `support`, and only an admin may do this.",
    remedy: "Ask an operator with the role `admin`.",
  },
  forbidden: {
    meaning: "A firewall in front of the API has refused the request.",
    remedy: "Look for the request in the firewall's log, by address and time.",
  },
  not_found: {
    meaning: "There is no such path or method.",
    remedy:
      "Compare method and path with the [API reference](/docs/operators/api-reference), and percent-encode ids.",
  },
  account_not_found: {
    meaning: "There is no such account, or it is not the user's own.",
    remedy: "Check the id and its percent-encoding. `PUT` creates an account.",
  },
  key_not_found: {
    meaning: "The account has no such key.",
    remedy:
      "Check that the id is the 8 characters after the prefix, and that the account is right.",
  },
  request_not_found: {
    meaning:
      "The access log has no such request in these hours. A request appears a few seconds after its answer.",
    remedy: "Wait a few seconds and ask again, or give the hours of the request.",
  },
  active_key_limit_reached: {
    meaning: "The account has all the keys that it may have.",
    remedy: "Revoke a key that is not used, or raise the account's `max_active_keys`.",
  },
  key_revoked: {
    meaning: "A revoked key cannot be changed, resumed or rotated.",
    remedy: "Create another key.",
  },
  paused_by_operator: {
    meaning: "An operator has paused the key, and only an operator resumes it.",
    remedy: "Resume it with an operator credential.",
  },
  key_expired: {
    meaning: "The key has expired: its new secret would be refused, too.",
    remedy: "Set a later `expires_at` first.",
  },
  key_of_another_account: {
    meaning: "An imported key is another account's already.",
    remedy: "Import it into that account, or leave it out.",
  },
  body_too_large: { meaning: "The body is too large.", remedy: "Send less in one request." },
  not_json: {
    meaning: "The body needs `Content-Type: application/json`.",
    remedy: "Send that header.",
  },
  idempotency_key_reused: {
    meaning: "The `Idempotency-Key` came with another body before.",
    remedy: "Use a new key for each new request, and the old one only to repeat the same.",
  },
  too_many_requests: publicExplanations.too_many_requests,
  internal: {
    meaning: "A fault on this side. The change may have been made.",
    remedy: "Read the state before you repeat the change. If it stays, report the request ID.",
  },
  unavailable: {
    meaning: "A part of the service is out of reach. Nothing was changed.",
    remedy: "Try again after `Retry-After` seconds.",
  },
  search_unfinished: {
    meaning: "The access log has too much of these hours to be searched in time.",
    remedy: "Ask for fewer hours.",
  },
  outcome_unknown: {
    meaning: "Time ran out before the outcome of the change was known.",
    remedy:
      "Repeat `PUT`, `PATCH` and `DELETE`, and a `POST` with the same `Idempotency-Key`. Read the state before you repeat another `POST`.",
  },
};

export interface DocumentedError extends Explanation {
  readonly code: string;
  readonly status: number;
  readonly message: string;
}

/** The errors of the public API, in the order in which they are checked. */
export const publicErrors = documented(publicExplanations);

/** Every error of the management API, one for each code, by status. */
export const managementErrors = documented(managementExplanations).sort(
  (one, other) => one.status - other.status,
);

function documented(explanations: Readonly<Record<string, Explanation>>): DocumentedError[] {
  return Object.entries(explanations).map(([code, explanation]) => {
    const error = Object.values(errors).find((each) => each.code === code);
    if (!error) throw new Error(`no error has the code ${code}`);
    return { code, status: error.status, message: error.message, ...explanation };
  });
}
