import * as z from "zod";

/** Somebody who can sign in to the local run, and whose account is there. */
export interface DemoUser {
  readonly email: string;
  /** Also their `sub`, as it is with the user pool. */
  readonly accountId: string;
  readonly accountName: string;
  /** Whether their plan includes the public API. */
  readonly isEligible: boolean;
}

/** One whose plan includes the public API, and one whose plan does not. */
export const demoUsers: readonly DemoUser[] = [
  { email: "agency@example.com", accountId: "demo", accountName: "Demo", isEligible: true },
  {
    email: "free@example.com",
    accountId: "demo_free",
    accountName: "Demo free",
    isEligible: false,
  },
];

/** Somebody who can sign in to the local run as an operator. */
export interface DemoOperator {
  readonly email: string;
  readonly subject: string;
  readonly role: string;
  /** The user pool's group that gives the role. */
  readonly group: string;
}

/** One for each role. */
export const demoOperators: readonly DemoOperator[] = ["admin", "support"].map((role) => ({
  email: `${role}@example.com`,
  subject: `operator_${role}`,
  role,
  group: `latchkey-${role}`,
}));

const settings = z.object({
  plans: z.array(
    z.object({ name: z.string(), eligible: z.boolean(), initial: z.boolean().optional() }),
  ),
});

/**
 * The plan of a demo user: the first that includes the public API, or the first that does not.
 *
 * @param settingsJson the stack's output `Settings`
 * @returns undefined if all plans include it, and this user's should not
 */
export function demoPlanOf(
  { isEligible }: DemoUser,
  settingsJson: string | undefined,
): string | undefined {
  const { plans } = settings.parse(JSON.parse(settingsJson ?? ""));
  return plans.find(({ eligible }) => eligible === isEligible)?.name;
}
