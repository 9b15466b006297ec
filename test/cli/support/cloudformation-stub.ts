import { createServer } from "node:http";

export interface CloudFormationStub {
  readonly endpoint: string;
  /** The actions that were asked for. */
  readonly actions: string[];
  stop(): Promise<void>;
}

/**
 * CloudFormation (AWS Query, XML) on 127.0.0.1 with one stack, or none, whose table was changed by hand.
 *
 * @param template of the stack in a region; undefined: there is none
 */
export async function startCloudFormation(
  template: (region: string) => string | undefined,
): Promise<CloudFormationStub> {
  const actions: string[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) body += chunk;
    const action = new URLSearchParams(body).get("Action") ?? "";
    actions.push(action);
    const [, region = ""] =
      /Credential=[^/]+\/[^/]+\/([^/]+)/.exec(request.headers.authorization ?? "") ?? [];
    const text = template(region);
    const result = text === undefined ? undefined : resultOf(action, text);
    const xml = `<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`;
    response.writeHead(result === undefined ? 400 : 200, { "Content-Type": "text/xml" });
    response.end(result === undefined ? noStack : xml);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    actions,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const noStack =
  "<ErrorResponse><Error><Code>ValidationError</Code><Message>Stack with id Latchkey-prod does not exist</Message></Error></ErrorResponse>";

function resultOf(action: string, template: string): string {
  switch (action) {
    case "DescribeStacks":
      return "<Stacks><member><StackId>arn:aws:cloudformation:us-east-1:111111111111:stack/Latchkey-prod/1</StackId><StackName>Latchkey-prod</StackName><StackStatus>UPDATE_COMPLETE</StackStatus><CreationTime>2026-01-01T00:00:00Z</CreationTime><EnableTerminationProtection>true</EnableTerminationProtection></member></Stacks>";
    case "GetTemplate":
      return `<TemplateBody>${escapeXml(template)}</TemplateBody>`;
    case "DetectStackDrift":
      return "<StackDriftDetectionId>1</StackDriftDetectionId>";
    case "DescribeStackDriftDetectionStatus":
      return "<StackId>s</StackId><StackDriftDetectionId>1</StackDriftDetectionId><DetectionStatus>DETECTION_COMPLETE</DetectionStatus><Timestamp>2026-01-01T00:00:00Z</Timestamp>";
    case "DescribeStackResourceDrifts":
      return "<StackResourceDrifts><member><LogicalResourceId>TableCD117FA1</LogicalResourceId><ResourceType>AWS::DynamoDB::Table</ResourceType><StackResourceDriftStatus>MODIFIED</StackResourceDriftStatus><PropertyDifferences><member><PropertyPath>/DeletionProtectionEnabled</PropertyPath><DifferenceType>NOT_EQUAL</DifferenceType></member></PropertyDifferences><Timestamp>2026-01-01T00:00:00Z</Timestamp></member></StackResourceDrifts>";
    default:
      return "";
  }
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
