import { createServer } from "node:http";
import { parseFilterPattern } from "../../../packages/cfn-local/logs/filter-pattern.ts";

/** The stub's data: one stack with its outputs, and the lines of one log group. */
export interface StubbedAws {
  readonly stackName: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** The lines of each log group, by its name. */
  readonly logs: Readonly<Record<string, () => readonly string[]>>;
}

export interface RunningStub {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/**
 * CloudFormation's DescribeStacks (AWS Query, XML) and CloudWatch Logs' FilterLogEvents (AWS JSON
 * 1.1) on 127.0.0.1, as far as the operators' tools use them. The first page of a search is empty
 * although there is more, as CloudWatch's own may be.
 */
export async function startAwsStub(aws: StubbedAws): Promise<RunningStub> {
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) body += chunk;
    const isLogs = request.headers["x-amz-target"] === "Logs_20140328.FilterLogEvents";
    const answer = isLogs ? filterLogEvents(aws, JSON.parse(body)) : describeStacks(aws, body);
    response.writeHead(answer.status, { "Content-Type": answer.type }).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function describeStacks({ stackName, outputs }: StubbedAws, body: string) {
  const asked = new URLSearchParams(body).get("StackName");
  const type = "text/xml";
  if (asked !== stackName) {
    const message = `Stack with id ${asked} does not exist`;
    const error = `<Error><Type>Sender</Type><Code>ValidationError</Code><Message>${message}</Message></Error>`;
    return { status: 400, type, body: `<ErrorResponse>${error}</ErrorResponse>` };
  }
  const members = Object.entries(outputs).map(
    ([key, value]) =>
      `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
  );
  const stack = `<member><StackName>${stackName}</StackName><Outputs>${members.join("")}</Outputs></member>`;
  const result = `<DescribeStacksResult><Stacks>${stack}</Stacks></DescribeStacksResult>`;
  return { status: 200, type, body: `<DescribeStacksResponse>${result}</DescribeStacksResponse>` };
}

interface Search {
  readonly logGroupName: string;
  readonly filterPattern: string;
  readonly startTime: number;
  readonly endTime: number;
  readonly nextToken?: string;
}

function filterLogEvents({ logs }: StubbedAws, search: Search) {
  const type = "application/x-amz-json-1.1";
  const logLines = logs[search.logGroupName];
  if (!logLines) {
    return { status: 400, type, body: '{"__type":"ResourceNotFoundException"}' };
  }
  if (search.nextToken === undefined) {
    return { status: 200, type, body: '{"events":[],"nextToken":"more"}' };
  }
  const matches = parseFilterPattern(search.filterPattern);
  const events = logLines()
    .filter((line) => matches(line))
    .map((message) => ({ message, timestamp: Number(JSON.parse(message).time) }))
    .filter(({ timestamp }) => timestamp >= search.startTime && timestamp < search.endTime);
  return { status: 200, type, body: JSON.stringify({ events }) };
}
