import type { HttpRequest } from "../gateway/message.ts";
import type { WebAclModel, WebAclRule } from "../template/web-acls.ts";
import { Rate } from "./rate.ts";
import { type Matches, matcherOf, type Resolution } from "./statement.ts";

/** The response to a refused request; `default`: the protected resource's own 403. */
export type Refusal = NonNullable<WebAclRule["response"]> | "default";

export interface FirewallOptions {
  readonly resolve: Resolution["resolve"];
  readonly periodMs: number;
  readonly nowMs: () => number;
}

interface Rule {
  readonly model: WebAclRule;
  readonly matches: Matches;
  readonly rate: Rate | undefined;
}

/** A web ACL of AWS WAF: the first rule that matches and allows or blocks decides. */
export class Firewall {
  readonly #rules: readonly Rule[];
  readonly #blocksByDefault: boolean;
  readonly #nowMs: () => number;

  /** @throws StartError for a reference to something that is not in the template */
  constructor({ rules, blocksByDefault, addressSets }: WebAclModel, options: FirewallOptions) {
    const { resolve, periodMs, nowMs } = options;
    this.#rules = rules.map((model) => ({
      model,
      matches: matcherOf(model.statement ?? {}, { addressSets, resolve }),
      rate: model.rate && new Rate({ ...model.rate, periodMs }),
    }));
    this.#blocksByDefault = blocksByDefault;
    this.#nowMs = nowMs;
  }

  /** @returns undefined if the request is let through */
  judge(request: HttpRequest): Refusal | undefined {
    const rule = this.#rules.find(
      ({ model, matches, rate }) =>
        matches(request) &&
        (rate?.count(request.sourceIp, this.#nowMs()) ?? true) &&
        model.action !== undefined,
    );
    const isBlocked = rule ? rule.model.action === "block" : this.#blocksByDefault;
    return isBlocked ? (rule?.model.response ?? "default") : undefined;
  }
}
