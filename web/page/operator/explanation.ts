import { Fields } from "../api/fields.ts";
import { count } from "../format/numbers.ts";
import { dateAndTimeOf } from "../format/times.ts";

/** How a request with a key would be judged now. */
export interface Explanation {
  readonly isAdmitted: boolean;
  readonly status: number;
  /** The error that the caller would read. */
  readonly error: string | undefined;
  readonly rotatedAt: number | undefined;
  readonly checks: readonly Check[];
}

export interface Check {
  readonly name: string;
  readonly isPassed: boolean;
  readonly words: string;
}

export function parseExplanation(value: unknown): Explanation {
  const fields = new Fields(value);
  return {
    isAdmitted: fields.text("verdict") === "admitted",
    status: fields.integer("status"),
    error: fields.textOrNull("error"),
    rotatedAt: fields.timeOrNull("secret_rotated_at"),
    checks: fields.list("checks", (entry) => {
      const check = new Fields(entry);
      const name = check.text("check");
      return { name, isPassed: check.flag("passed"), words: wordsOf(name, check) };
    }),
  };
}

/** A check that a later version adds is shown by its name. */
function wordsOf(name: string, check: Fields): string {
  const passed = check.flag("passed");
  switch (name) {
    case "not_revoked":
      return passed ? "Not revoked" : `Revoked on ${timeOf(check, "revoked_at")}`;
    case "not_paused":
      return passed ? "Not paused" : "Paused";
    case "not_expired":
      return passed ? "Not expired" : `Expired on ${timeOf(check, "expires_at")}`;
    case "account_not_suspended":
      return passed ? "Account not suspended" : "Account suspended";
    case "plan_eligible":
      return passed
        ? `Plan ${check.text("plan")} may call the API`
        : `Plan ${check.text("plan")} may not call the API`;
    case "address_allowed":
      return passed ? "Address allowed" : `${check.text("ip")} is not on the allow list`;
    case "scope_granted":
      return passed ? grantedScope(check) : `Lacks the scope ${check.text("scope")}`;
    case "cost_payable":
      return passed
        ? `A cost of ${count(check.integer("cost"))} is within limit and quotas`
        : `A cost of ${count(check.integer("cost"))} is above the limit or a quota`;
    case "within_limit":
      return `${passed ? "Within" : "Over"} the limit: ${count(check.integer("admitted_in_window"))} of ${count(check.integer("rate_limit_per_minute"))} used in this minute`;
    case "within_quotas":
      return passed ? "Within all quotas" : "A quota is used up";
    default:
      return name;
  }
}

/** The scope of a protected API's route is not known here. */
function grantedScope(check: Fields): string {
  const scope = check.textOrNull("scope");
  return scope === undefined ? "Judged without a scope" : `Scope ${scope} granted`;
}

function timeOf(check: Fields, name: string): string {
  const at = check.timeOrNull(name);
  return at === undefined ? "an unknown date" : dateAndTimeOf(at);
}
