import type { UserInvitationConfig } from "aws-cdk-lib/aws-cognito";

/** Days for which the password of an invitation is good. */
export const invitationDays = 3;

/**
 * The mail to somebody whom an administrator adds to the user pool. Cognito fills in the words in braces.
 *
 * @param link the settings page; undefined if its address is known only after deployment
 */
export function invitationOf(product: string, link: string | undefined): UserInvitationConfig {
  const name = escapeHtml(product);
  const where =
    link === undefined ? "" : ` at <a href="${escapeHtml(link)}">${escapeHtml(link)}</a>`;
  return {
    emailSubject: `Your API keys for ${product}`,
    emailBody: [
      `<p>You are invited to manage your API keys for ${name}.</p>`,
      `<p>Sign in${where} as {username} with the temporary password <code>{####}</code>.`,
      `It expires after ${invitationDays} days, and you choose your own when you sign in.</p>`,
    ].join("\n"),
  };
}

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
