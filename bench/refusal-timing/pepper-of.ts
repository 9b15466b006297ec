import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

/** The pepper of a local run, so that keys can be put into its table. */
export async function pepperOf(endpoint: string, secretArn: string): Promise<string> {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = new SecretsManagerClient({ endpoint, region: "us-east-1", credentials });
  try {
    const { SecretString: secret } = await client.send(
      new GetSecretValueCommand({ SecretId: secretArn }),
    );
    if (secret === undefined) throw new Error("the pepper's secret is empty");
    return secret;
  } finally {
    client.destroy();
  }
}
