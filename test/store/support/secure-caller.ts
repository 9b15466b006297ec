import { openConnection } from "../../../core/aws/connection.ts";

/*
 * A process that makes one exchange with the endpoint it is told, and says how it went. It is one of
 * its own because Node reads whom to trust, NODE_EXTRA_CA_CERTS, when it starts.
 */

const [, , endpoint = ""] = process.argv;
const request = "POST / HTTP/1.1\r\nx-amz-security-token: canary\r\n\r\n";
try {
  const { status, body } = await openConnection(new URL(endpoint)).exchange(request, 5_000);
  console.log(JSON.stringify({ status, body }));
} catch (error) {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : undefined;
  const code = cause && "code" in cause ? cause.code : undefined;
  console.log(JSON.stringify({ name: error instanceof Error ? error.name : "", code }));
}
