import { randomBytes } from "node:crypto";
import type { RunningAssembly } from "../../packages/cfn-local/index.ts";
import { type DemoOperator, type DemoUser, demoOperators, demoUsers } from "../demo-users.ts";
import { localClient } from "./local-client.ts";
import { serveOpenIdProvider } from "./openid-provider.ts";

export interface SignInOptions {
  /** The password of all demo users; generated if absent. */
  readonly password?: string | undefined;
  /** The provider is loaded after this, so that the two do not compete for the CPU. */
  readonly loadAfter?: Promise<unknown> | undefined;
}

/** The values for signing in, by hand or in a test. */
export interface RunningSignIn {
  readonly issuer: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly callbackUrls: readonly string[];
  readonly logoutUrls: readonly string[];
  readonly users: readonly DemoUser[];
  readonly operators: readonly DemoOperator[];
  readonly password: string;
}

export interface StartedSignIn {
  readonly issuer: string;
  /**
   * Accepts sign-ins, now that the page's address is known.
   *
   * @returns undefined if the template has no user pool client for browsers
   */
  open(
    running: Pick<RunningAssembly, "signInClient" | "outputs" | "port">,
  ): RunningSignIn | undefined;
  stop(): Promise<void>;
}

/** Starts an identity provider for the demo users, in place of the user pool. */
export async function startSignIn(
  {
    password = randomBytes(12).toString("base64url"),
    loadAfter = Promise.resolve(),
  }: SignInOptions,
  reportFailure: (line: string) => void,
): Promise<StartedSignIn> {
  const users = [
    ...demoUsers.map(({ email, accountId }) => ({ email, subject: accountId, groups: [] })),
    ...demoOperators.map(({ email, subject, group }) => ({ email, subject, groups: [group] })),
  ];
  const provider = await serveOpenIdProvider({ users, password, loadAfter, reportFailure });
  const { issuer, stop } = provider;
  return {
    issuer,
    open({ signInClient, outputs, port }) {
      if (!signInClient) return undefined;
      const client = localClient(signInClient, outputs.get("Url"), port);
      provider.open(client);
      const { clientId, scopes, callbackUrls, logoutUrls } = client;
      const people = { users: demoUsers, operators: demoOperators, password };
      return { issuer, clientId, scopes, callbackUrls, logoutUrls, ...people };
    },
    stop,
  };
}
