/** Somebody who can sign in to the local run, and whose account is there. */
export interface DemoUser {
  readonly email: string;
  /** Also their `sub`, as it is with the user pool. */
  readonly accountId: string;
  readonly accountName: string;
  readonly plan: string;
}

/** One whose plan includes the public API, and one whose plan does not. */
export const demoUsers: readonly DemoUser[] = [
  { email: "agency@example.com", accountId: "demo", accountName: "Demo", plan: "agency" },
  { email: "free@example.com", accountId: "demo_free", accountName: "Demo free", plan: "free" },
];
