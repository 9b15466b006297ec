import { afterEach, describe, expect, it } from "@jest/globals";
import { type RunningAssembly, serveAssembly } from "../serve-assembly.ts";
import { writeAssembly } from "./support/assembly.ts";
import { gatewayResponse, lambdaFunction, testBundles, testTemplate } from "./support/template.ts";

let running: RunningAssembly | undefined;
afterEach(() => running?.stop());

async function serveWith(more: Readonly<Record<string, unknown>>): Promise<void> {
  const assemblyDirectory = writeAssembly(testTemplate(more), testBundles);
  running = await serveAssembly({
    port: 0,
    assemblyDirectory,
    webAclPeriodMs: 100,
    reportFailure: () => {},
  });
}

async function statusOf(path: string, headers: Record<string, string> = {}): Promise<number> {
  const response = await fetch(`${running?.url}${path}`, { headers });
  await response.arrayBuffer();
  return response.status;
}

function stage(...MethodSettings: object[]) {
  return {
    Type: "AWS::ApiGateway::Stage",
    Properties: {
      RestApiId: { Ref: "Api" },
      DeploymentId: { Ref: "Deployment" },
      StageName: "api",
      MethodSettings,
    },
  };
}

/** As slow as to be none within a test. */
const slowly = 0.001;

describe("throttles", () => {
  it("are each method's own, by its setting or that of all", async () => {
    await serveWith({
      Throttled: gatewayResponse("THROTTLED", 429),
      Stage: stage(
        {
          HttpMethod: "*",
          ResourcePath: "/*",
          ThrottlingRateLimit: slowly,
          ThrottlingBurstLimit: 2,
        },
        {
          HttpMethod: "ANY",
          ResourcePath: "/~1open~1{id}",
          ThrottlingRateLimit: slowly,
          ThrottlingBurstLimit: 3,
        },
      ),
    });
    const open = [];
    for (let each = 0; each < 4; each++) open.push(await statusOf("/api/open/x"));
    expect(open).toEqual([200, 200, 200, 429]);
    const mock = [];
    for (let each = 0; each < 3; each++) mock.push(await statusOf("/api/mock/x"));
    expect(mock).toEqual([404, 404, 429]);
    // Before the authorizer, and without a credential as well.
    const echo = [];
    for (let each = 0; each < 3; each++) echo.push(await statusOf("/api/v1/echo"));
    expect(echo).toEqual([401, 401, 429]);
  });
});

describe("reserved concurrency", () => {
  it("is how many events a function works on at a time, by an alias as well", async () => {
    const properties = { Timeout: 1, ReservedConcurrentExecutions: 1 };
    await serveWith({
      EchoFunction: lambdaFunction("echo", {
        ...properties,
        Environment: { Variables: { TABLE_NAME: { Ref: "Table" } } },
      }),
      Integration: gatewayResponse("INTEGRATION_FAILURE", 503),
    });
    const hanging = statusOf("/api/open/hang");
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await statusOf("/api/open/x")).toBe(503);
    expect(await hanging).toBe(503);
    expect(await statusOf("/api/open/x")).toBe(200);
  });
});

function webAcl(rule: object) {
  return {
    Filtered: gatewayResponse("WAF_FILTERED", 403),
    Acl: {
      Type: "AWS::WAFv2::WebACL",
      Properties: {
        Scope: "REGIONAL",
        DefaultAction: { Allow: {} },
        VisibilityConfig: {},
        Rules: [{ Name: "rule", Priority: 0, Action: { Block: {} }, ...rule }],
      },
    },
    Association: {
      Type: "AWS::WAFv2::WebACLAssociation",
      Properties: {
        ResourceArn: {
          "Fn::Join": [
            "",
            [
              "arn:aws:apigateway:us-east-1::/restapis/",
              { Ref: "Api" },
              "/stages/",
              { Ref: "Stage" },
            ],
          ],
        },
        WebACLArn: { "Fn::GetAtt": ["Acl", "Arn"] },
      },
    },
  };
}

describe("a web ACL", () => {
  it("acts before throttles and the authorizer, on paths that are not there too", async () => {
    const Statement = {
      ByteMatchStatement: {
        FieldToMatch: { SingleHeader: { Name: "x-bad" } },
        PositionalConstraint: "EXACTLY",
        SearchString: "yes",
        TextTransformations: [{ Priority: 0, Type: "NONE" }],
      },
    };
    await serveWith(webAcl({ Statement }));
    expect(await statusOf("/api/v1/echo")).toBe(401);
    expect(await statusOf("/api/v1/echo", { "X-Bad": "yes" })).toBe(403);
    expect(await statusOf("/api/nothing", { "X-Bad": "yes" })).toBe(403);
  });

  it("holds an address back by its rate", async () => {
    const RateBasedStatement = { Limit: 10, EvaluationWindowSec: 60, AggregateKeyType: "IP" };
    await serveWith(webAcl({ Statement: { RateBasedStatement } }));
    const statuses = await Promise.all(Array.from({ length: 20 }, () => statusOf("/api/v1/echo")));
    expect(new Set(statuses)).toEqual(new Set([401]));
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(await statusOf("/api/v1/echo")).toBe(403);
  });

  it("is refused where it counts by what the caller writes, or is not in the template", async () => {
    const RateBasedStatement = {
      Limit: 10,
      AggregateKeyType: "FORWARDED_IP",
      ForwardedIPConfig: { HeaderName: "X-Forwarded-For", FallbackBehavior: "MATCH" },
    };
    await expect(serveWith(webAcl({ Statement: { RateBasedStatement } }))).rejects.toThrow(
      /cannot serve Acl .*AggregateKeyType/,
    );
    const { Acl: _, ...others } = webAcl({});
    const Association = {
      ...others.Association,
      Properties: { ...others.Association.Properties, WebACLArn: "arn:other" },
    };
    await expect(serveWith({ ...others, Association })).rejects.toThrow(
      "names arn:other, which is no web ACL of the template",
    );
  });
});
