import type { ILogGroup } from "aws-cdk-lib/aws-logs";
import type { RouteName } from "./route-name.ts";

/** How the routes of an API are protected. A route is `METHOD /path`, as the API declares it. */
export interface ProtectOptions {
  /** Routes that need no key, each as it is declared. Default: none. */
  readonly open?: readonly RouteName[];
  /**
   * Units that a request counts, 1 to 1000. `ANY /path` is for every method of that path which has no
   * value of its own. Default: 1.
   */
  readonly costs?: Readonly<Record<RouteName, number>>;
  /** The scope that a key must have; `ANY /path` likewise. Default: none. */
  readonly scopes?: Readonly<Record<RouteName, string>>;
  /**
   * The routes whose function obeys the verdict by itself, or true for all of them: it is wrapped in
   * `withVerdict`, or answers as docs/protect-your-api.md says. **A function that does not do so lets
   * callers through who are over their limit.** Functions of `keys.forward` need no such word.
   * Default: none.
   */
  readonly obeysVerdict?: true | readonly RouteName[];
  /**
   * The log group of the API's access log, which has to be in `accessLogFormat`. Its refusals are then counted
   * on their keys, and its verdicts in metrics, alarms and dashboard. If it is in the stack of the keys, operators
   * can look up its requests. Default: none, nothing of this API is counted. `protectedApi` gives its own.
   */
  readonly accessLog?: ILogGroup;
}
