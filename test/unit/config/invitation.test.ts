import { expect, it } from "@jest/globals";
import { invitationOf } from "../../../lib/constructs/invitation.ts";

it("escapes the product's name and the link, and leaves Cognito's placeholders", () => {
  const { emailSubject, emailBody } = invitationOf("A & B <i>", 'https://a.example/"?a&b');
  expect(emailSubject).toBe("Your API keys for A & B <i>");
  expect(emailBody).toContain("keys for A &amp; B &lt;i&gt;.");
  expect(emailBody).toContain('href="https://a.example/&quot;?a&amp;b"');
  expect(emailBody).toMatch(/\{username\}.*\{####\}/s);
});
