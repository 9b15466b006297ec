/*
 * The browser's return address after a sign-in at a terminal: RFC 8252, section 7.3. The ports are fixed,
 * since Cognito compares whole URLs, and it takes plain HTTP for `localhost` only.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html
 */

/** One is enough; the others are for when that is taken. */
export const signInPorts = [8411, 8412, 8413] as const;

export function signInCallback(port: number): string {
  return `http://localhost:${port}/callback`;
}
