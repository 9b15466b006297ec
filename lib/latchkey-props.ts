import type { Site } from "../web/site-file.ts";
import type { ConfigProps } from "./config/parse-props.ts";

/**
 * An owner's settings: the fields of `latchkey.config.ts` and of one of its stages. Each is optional.
 * docs/configuration.md has their rules; a value that breaks one fails synthesis with its path.
 */
export interface LatchkeyProps {
  /** The name that people see, and links. Default: `{ name: "Latchkey" }`. */
  readonly product?: ConfigProps["product"];
  /** The prefix of every key. Default: `sk_live_`. */
  readonly keyPrefix?: ConfigProps["keyPrefix"];
  /** Plans with their limits. Default: the contract's six, of which `agency` and above are eligible. */
  readonly plans?: ConfigProps["plans"];
  /** The text of the 403 for plans that are not eligible. Default: the contract's. */
  readonly planRefusal?: ConfigProps["planRefusal"];
  /** The effect of a leak report on its key, `revoke` or `pause`. Default: `revoke`. */
  readonly leaks?: ConfigProps["leaks"];
  /** The scopes that keys can have, by name. Default: `account:read`, and `models:read` with the sample route. */
  readonly scopes?: ConfigProps["scopes"];
  /** Scope and cost of the public API's own routes. Default: their scopes, if there are such, and 1. */
  readonly routes?: ConfigProps["routes"];
  /** A name for page and APIs; it needs `site`. Default: CloudFront's own name. */
  readonly domain?: ConfigProps["domain"];
  /** The users' issuer. Default: a Cognito user pool, if there is `site` or `callbackUrls`; else none. */
  readonly issuer?: ConfigProps["issuer"];
  /** A Cognito user pool that is there already, instead of one of the stack's own. Default: none. */
  readonly userPool?: ConfigProps["userPool"];
  /** The claim of users' tokens that names their account. Default: `sub`. */
  readonly accountClaim?: ConfigProps["accountClaim"];
  /**
   * The claim of people's tokens that makes operators, and its values for each role. Default: the groups
   * `latchkey-admin` and `latchkey-support` of the user pool; nobody with another issuer.
   */
  readonly operators?: ConfigProps["operators"];
  /** Pages, besides the settings page, that the user pool sends people back to. Default: none. */
  readonly callbackUrls?: ConfigProps["callbackUrls"];
  /** Whether anybody may register with the user pool. Default: false. */
  readonly selfSignUp?: ConfigProps["selfSignUp"];
  /** Whether the user pool wants a code of an app too, `required` or `off`. Default: `required` if data is kept. */
  readonly mfa?: ConfigProps["mfa"];
  /** The sender of the user pool's mails, through SES. Default: Cognito, up to 50 mails a day. */
  readonly mail?: ConfigProps["mail"];
  /** The link in invitations. Default: the settings page under `domain`, else none. */
  readonly invitationUrl?: ConfigProps["invitationUrl"];
  /** Default: `{ whenDeleted: "keep", logDays: 90 }`, and audit events for as long as the product keeps them. */
  readonly retention?: ConfigProps["retention"];
  /** Of each route. Default: 2000 requests a second in the public API; 50, in bursts of 100, in the management API. */
  readonly throttles?: ConfigProps["throttles"];
  /** AWS WAF before the management API, and before the public one if it is named. Default: false. */
  readonly webAcl?: ConfigProps["webAcl"];
  /** Concurrency that is set apart for each function of an API, and its limit. Default: none. */
  readonly reservedConcurrency?: ConfigProps["reservedConcurrency"];
  /** Alarms for faults, and whom they are mailed to, or a topic of yours. Default: false. */
  readonly alarms?: ConfigProps["alarms"];
  /** Whether there is a CloudWatch dashboard. Default: false. */
  readonly dashboard?: ConfigProps["dashboard"];
  /**
   * Whether the distribution logs requests, without paths and query strings. It needs `site`, and the
   * region us-east-1. Default: false.
   */
  readonly edgeLogs?: ConfigProps["edgeLogs"];
  /** Whether X-Ray traces requests. Default: false. */
  readonly tracing?: ConfigProps["tracing"];
  /** How a new version of the authorizer takes over; anything but the default needs alarms. Default: `all-at-once`. */
  readonly rollout?: ConfigProps["rollout"];
  /** A table that is there already, such as a restored one, instead of one of the stack's own. Default: none. */
  readonly table?: ConfigProps["table"];
  /** Another region that has a copy of the pepper. Default: none. */
  readonly pepper?: ConfigProps["pepper"];
  /** The edge locations of the distribution. Default: `100`. */
  readonly priceClass?: ConfigProps["priceClass"];
  /** Servers that may say for which address they ask. Default: none. */
  readonly verify?: ConfigProps["verify"];
  /** Keys that come from another system. Default: `{ imported: "none" }`. */
  readonly keys?: ConfigProps["keys"];
  /** Endpoints that get signed events. Default: none; the stack's event bus has them all. */
  readonly webhooks?: ConfigProps["webhooks"];
  /**
   * Settings page and documentation, as `buildSite` makes them. Default: no page and no distribution,
   * the APIs have their own addresses.
   */
  readonly site?: Site;
  /**
   * Whether the public API has the sample route `GET /v1/models`. A site needs it, since its
   * documentation is about it. Default: true if there is a `site`.
   */
  readonly sampleRoute?: boolean;
}

/** Fails to compile if a field of the configuration has no property here, or the reverse. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;
export const isComplete: Same<
  keyof ConfigProps,
  Exclude<keyof LatchkeyProps, "site" | "sampleRoute">
> = true;
