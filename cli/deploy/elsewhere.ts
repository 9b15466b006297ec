import { defaultProvider } from "@aws-sdk/credential-provider-node";
import { createAwsTransport } from "../network/aws-transport.ts";
import { isUnfinished } from "./stack-port.ts";

/**
 * Finds the other regions of the partition with a stack of that name, to tell a changed region from a first
 * deployment. Regions that do not answer count as without, since many accounts have not enabled all of them.
 */
export async function regionsWithStack(
  name: string,
  region: string,
  environment: NodeJS.ProcessEnv,
): Promise<string[]> {
  // Loaded on demand: only a stack that is not there needs it.
  const { RegionInfo } = await import("aws-cdk-lib/region-info");
  const { partition } = RegionInfo.get(region);
  const others = RegionInfo.regions.filter(
    (other) => other.partition === partition && other.name !== region,
  );
  const { credentials = defaultProvider() } = await createAwsTransport(environment);
  const found = await Promise.all(
    others.map(async (other) => {
      const isThere = await hasStack(name, other.name, environment, credentials);
      return isThere ? [other.name] : [];
    }),
  );
  return found.flat();
}

async function hasStack(
  StackName: string,
  region: string,
  environment: NodeJS.ProcessEnv,
  credentials: ReturnType<typeof defaultProvider>,
): Promise<boolean> {
  const sdk = await import("@aws-sdk/client-cloudformation");
  const transport = await createAwsTransport(environment);
  const client = new sdk.CloudFormationClient({
    ...transport,
    credentials,
    region,
    maxAttempts: 1,
  });
  try {
    const { Stacks } = await client.send(new sdk.DescribeStacksCommand({ StackName }));
    return Stacks?.some(({ StackStatus = "" }) => !isUnfinished(StackStatus)) ?? false;
  } catch {
    return false;
  } finally {
    client.destroy();
  }
}
