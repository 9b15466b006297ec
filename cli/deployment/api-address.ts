import { CliError } from "../exit-code.ts";

const loopback = new Set(["127.0.0.1", "localhost", "[::1]"]);

/**
 * Returns the management API's address from user input: the host, with or without `/api`.
 *
 * @returns without a slash at its end: `https://example.com/api/manage/v1`
 * @throws CliError if it is no address, or would send the operator token in the clear
 */
export function managementAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash) {
    throw new CliError(
      "misuse",
      "Invalid URL. Expected an address such as https://keys.example.com.",
    );
  }
  if (url.username || url.password) {
    throw new CliError("misuse", "The URL must not contain a user name or password.");
  }
  if (url.protocol === "http:" && !loopback.has(url.hostname)) {
    throw new CliError(
      "misuse",
      "The operator token is not sent over plain HTTP. Use an https:// address.",
    );
  }
  const path = url.pathname.replace(/\/+$/, "").replace(/\/api$/, "");
  return `${url.origin}${path}/api/manage/v1`;
}
