import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { type RunningAssembly, serveAssembly } from "../index.ts";

const gatewayArn = "arn:aws:apigateway:us-east-1";
const storeArn = { Ref: "Live" };

const template = {
  Resources: {
    Notes: {
      Type: "AWS::DynamoDB::Table",
      Properties: {
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      },
    },
    Store: {
      Type: "AWS::Lambda::Function",
      Properties: {
        Code: { S3Bucket: "assets", S3Key: "store.zip" },
        Handler: "index.handler",
        Runtime: "nodejs24.x",
        Timeout: 30,
        Environment: { Variables: { TABLE_NAME: { Ref: "Notes" } } },
      },
    },
    StoreVersion: { Type: "AWS::Lambda::Version", Properties: { FunctionName: { Ref: "Store" } } },
    Live: {
      Type: "AWS::Lambda::Alias",
      Properties: {
        FunctionName: { Ref: "Store" },
        FunctionVersion: { "Fn::GetAtt": ["StoreVersion", "Version"] },
        Name: "live",
      },
    },
    Api: { Type: "AWS::ApiGateway::RestApi", Properties: { Name: "notes" } },
    Note: {
      Type: "AWS::ApiGateway::Resource",
      Properties: {
        RestApiId: { Ref: "Api" },
        ParentId: { "Fn::GetAtt": ["Api", "RootResourceId"] },
        PathPart: "{id}",
      },
    },
    NoteAny: {
      Type: "AWS::ApiGateway::Method",
      Properties: {
        RestApiId: { Ref: "Api" },
        ResourceId: { Ref: "Note" },
        HttpMethod: "ANY",
        AuthorizationType: "NONE",
        Integration: {
          Type: "AWS_PROXY",
          IntegrationHttpMethod: "POST",
          Uri: {
            "Fn::Join": [
              "",
              [`${gatewayArn}:lambda:path/2015-03-31/functions/`, storeArn, "/invocations"],
            ],
          },
        },
      },
    },
    Deployment: {
      Type: "AWS::ApiGateway::Deployment",
      Properties: { RestApiId: { Ref: "Api" } },
      DependsOn: ["NoteAny"],
    },
    Stage: {
      Type: "AWS::ApiGateway::Stage",
      Properties: {
        RestApiId: { Ref: "Api" },
        DeploymentId: { Ref: "Deployment" },
        StageName: "prod",
      },
    },
  },
  Outputs: { TableName: { Value: { Ref: "Notes" } } },
};

/** Keeps a note with PUT and gives it back with GET, by DynamoDB's own protocol. */
const store = `
export const handler = async ({ httpMethod, pathParameters, body }) => {
  const id = { S: pathParameters.id };
  if (httpMethod === "PUT") {
    await call("PutItem", { Item: { id, text: { S: body } } });
    return { statusCode: 204, body: "" };
  }
  const { Item } = await call("GetItem", { Key: { id }, ConsistentRead: true });
  return Item ? { statusCode: 200, body: Item.text.S } : { statusCode: 404, body: "" };
};
const authorization =
  "AWS4-HMAC-SHA256 Credential=" + process.env.AWS_ACCESS_KEY_ID +
  "/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0";
async function call(operation, input) {
  const response = await fetch(process.env.AWS_ENDPOINT_URL_DYNAMODB, {
    method: "POST",
    headers: {
      "Content-Type": "application/x-amz-json-1.0",
      "X-Amz-Target": "DynamoDB_20120810." + operation,
      "X-Amz-Date": "20260101T000000Z",
      Authorization: authorization,
    },
    body: JSON.stringify({ TableName: process.env.TABLE_NAME, ...input }),
  });
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}
`;

function writeFiles(directory: string): void {
  const write = (name: string, content: unknown) =>
    writeFileSync(join(directory, name), JSON.stringify(content));
  write("manifest.json", {
    artifacts: {
      Notes: {
        type: "aws:cloudformation:stack",
        properties: { templateFile: "template.json" },
      },
    },
  });
  write("template.json", template);
  write("Notes.assets.json", {
    files: {
      store: {
        source: { path: "store" },
        destinations: { current: { objectKey: "store.zip" } },
      },
    },
  });
  mkdirSync(join(directory, "store"));
  writeFileSync(join(directory, "store", "index.mjs"), store);
}

const dataDir = mkdtempSync(join(tmpdir(), "cfn-local-data-"));
let running: RunningAssembly;

async function start(): Promise<void> {
  const assemblyDirectory = mkdtempSync(join(tmpdir(), "cfn-local-assembly-"));
  writeFiles(assemblyDirectory);
  running = await serveAssembly({ assemblyDirectory, port: 0, dataDir });
}

beforeAll(start);
afterAll(() => running.stop());

it("serves an API, a function and a table of a template written by hand", async () => {
  const note = `${running.url}/prod/first`;
  expect((await fetch(note)).status).toBe(404);
  expect((await fetch(note, { method: "PUT", body: "hello" })).status).toBe(204);
  expect(await (await fetch(note)).text()).toBe("hello");
  expect(running.outputs.get("TableName")).toBe("Notes-Notes");
});

it("keeps the table in the data directory", async () => {
  await running.stop();
  await start();
  expect(await (await fetch(`${running.url}/prod/first`)).text()).toBe("hello");
});

it("names the setting of a port that is taken as its caller names it", async () => {
  const port = running.port;
  const assemblyDirectory = mkdtempSync(join(tmpdir(), "cfn-local-assembly-"));
  writeFiles(assemblyDirectory);
  const settingNames = { port: "HTTP_PORT", dataDir: "DATA", dynamodbEndpoint: "DB" };
  await expect(serveAssembly({ assemblyDirectory, port, settingNames })).rejects.toThrow(
    `Port ${port} is in use: stop what listens there, or set HTTP_PORT to another one (0 picks a free one).`,
  );
});
