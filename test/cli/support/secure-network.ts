import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { join } from "node:path";

export interface SecureNetwork {
  readonly port: number;
  /** The certificate's file, for `NODE_EXTRA_CA_CERTS`. */
  readonly trusted: string;
  stop(): Promise<void>;
}

const names = ["keys.example.test", "*.us-east-1.amazonaws.com", "*.sso.us-east-1.amazonaws.com"];

const outputs = {
  ManagementApiUrl: "https://keys.example.test/api",
  OperatorTokenSecretArn: "arn:aws:secretsmanager:us-east-1:111111111111:secret:operator",
};
const members = Object.entries(outputs).map(
  ([name, value]) =>
    `<member><OutputKey>${name}</OutputKey><OutputValue>${value}</OutputValue></member>`,
);
const described = `<DescribeStacksResponse><DescribeStacksResult><Stacks><member><Outputs>${members.join("")}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;

/** The response of each host. */
const answers: Readonly<Record<string, string>> = {
  "keys.example.test": '{"object":"list","data":[],"next_cursor":null}',
  "cloudformation.us-east-1.amazonaws.com": described,
  "secretsmanager.us-east-1.amazonaws.com": '{"SecretString":"T0PSECRET"}',
  "portal.sso.us-east-1.amazonaws.com": JSON.stringify({
    roleCredentials: {
      accessKeyId: "local",
      secretAccessKey: "local",
      sessionToken: "local",
      expiration: Date.now() + 3_600_000,
    },
  }),
};

/** A deployed stage and the AWS around it, behind TLS on one port of 127.0.0.1. Needs openssl. */
export async function startSecureNetwork(directory: string): Promise<SecureNetwork> {
  const certificate = join(directory, "certificate.pem");
  const key = join(directory, "key.pem");
  const alternatives = `subjectAltName=${names.map((name) => `DNS:${name}`).join(",")}`;
  const form = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const subject = ["-days", "1", "-subj", "/CN=test", "-addext", alternatives];
  execFileSync("openssl", ["req", ...form, ...subject, "-keyout", key, "-out", certificate], {
    stdio: "ignore",
  });
  const identity = { cert: readFileSync(certificate), key: readFileSync(key) };
  const server = createServer(identity, (request, response) => {
    const answer = answers[request.headers.host ?? ""];
    request.resume().on("end", () => response.writeHead(answer ? 200 : 404).end(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return {
    port: address.port,
    trusted: certificate,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
