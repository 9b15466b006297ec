import { type DemoUser, demoPlanOf, demoUsers } from "./demo-users.ts";

/** The part of a local run that knows its accounts. */
interface Running {
  readonly url: string;
  readonly operatorToken: string;
  readonly settings: string | undefined;
}

/**
 * Puts the demo users' accounts on their plans, through the management API as any billing system
 * would.
 *
 * @throws Error if the management API answers otherwise than its contract says
 */
export async function putDemoAccounts({ url, operatorToken, settings }: Running): Promise<void> {
  // One after the other: two at once would start two containers.
  for (const user of demoUsers) {
    const plan = demoPlanOf(user, settings);
    if (plan !== undefined) await putAccount(url, operatorToken, user, plan);
  }
}

async function putAccount(
  url: string,
  operatorToken: string,
  user: DemoUser,
  plan: string,
): Promise<void> {
  const path = `/api/manage/v1/accounts/${encodeURIComponent(user.accountId)}`;
  const response = await fetch(`${url}${path}`, {
    method: "PUT",
    headers: { Authorization: `Bearer ${operatorToken}`, "Content-Type": "application/json" },
    body: JSON.stringify({ plan, name: user.accountName, contact_email: user.email }),
  });
  if (!response.ok) throw new Error(`PUT ${path} answered ${response.status}`);
}
