import { type DemoUser, demoUsers } from "./demo-users.ts";

/**
 * Puts the demo users' accounts on their plans, through the management API as any billing system
 * would.
 *
 * @throws Error if the management API answers otherwise than its contract says
 */
export async function putDemoAccounts(url: string, operatorToken: string): Promise<void> {
  // One after the other: two at once would start two containers.
  for (const user of demoUsers) await putAccount(url, operatorToken, user);
}

async function putAccount(url: string, operatorToken: string, user: DemoUser): Promise<void> {
  const path = `/api/manage/v1/accounts/${encodeURIComponent(user.accountId)}`;
  const response = await fetch(`${url}${path}`, {
    method: "PUT",
    headers: { Authorization: `Bearer ${operatorToken}`, "Content-Type": "application/json" },
    body: JSON.stringify({ plan: user.plan, name: user.accountName }),
  });
  if (!response.ok) throw new Error(`PUT ${path} answered ${response.status}`);
}
