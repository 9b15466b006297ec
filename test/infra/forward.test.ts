import { describe, expect, it } from "@jest/globals";
import { Template } from "aws-cdk-lib/assertions";
import { EndpointType, LambdaIntegration, ResponseTransferMode } from "aws-cdk-lib/aws-apigateway";
import { SecurityGroup, SubnetType, Vpc } from "aws-cdk-lib/aws-ec2";
import { Duration, type Stack } from "aws-cdk-lib/core";
import { readRoutes } from "./support/routes.ts";
import { declareUserApp } from "./support/user-app.ts";

const url = "https://api.example.com";
const responseTransferMode = ResponseTransferMode.STREAM;

const privateSubnetIds = ["subnet-0a1b2c3d4e5f60718", "subnet-0a1b2c3d4e5f60719"];

const declareVpc = (stack: Stack) =>
  Vpc.fromVpcAttributes(stack, "Vpc", {
    vpcId: "vpc-0a1b2c3d4e5f60718",
    availabilityZones: ["us-east-1a", "us-east-1b"],
    privateSubnetIds,
    isolatedSubnetIds: privateSubnetIds.map((id) => id.replace("0a", "0b")),
  });

describe("forward() to a back end in a VPC", () => {
  it("runs there, in the subnets and with the security groups that it is given", () => {
    const { keys, stack, app } = declareUserApp();
    const vpc = declareVpc(stack);
    const group = new SecurityGroup(stack, "Group", { vpc });
    keys.forward(url, { vpc, securityGroups: [group] });
    const vpcSubnets = { subnetType: SubnetType.PRIVATE_ISOLATED };
    keys.forward("https://other.example.com", { vpc, vpcSubnets });
    const template = Template.fromStack(stack);
    template.hasResourceProperties("AWS::Lambda::Function", {
      Environment: { Variables: { FORWARD_URL: url } },
      VpcConfig: {
        SecurityGroupIds: [stack.resolve(group.securityGroupId)],
        SubnetIds: privateSubnetIds,
      },
    });
    template.hasResourceProperties("AWS::Lambda::Function", {
      Environment: { Variables: { FORWARD_URL: "https://other.example.com" } },
      VpcConfig: { SubnetIds: privateSubnetIds.map((id) => id.replace("0a", "0b")) },
    });
    const policies = JSON.stringify(template.findResources("AWS::IAM::Policy"));
    // Lambda may, and the function's code may not.
    expect(policies.match(/"Action":\["ec2:CreateNetworkInterface"[^}]*"Allow"/g)).toHaveLength(2);
    expect(
      policies.match(
        /"Action":\["ec2:CreateNetworkInterface"[^}]*"ArnLike":\{"lambda:SourceFunctionArn"/g,
      ),
    ).toHaveLength(2);
    expect(() => app.synth()).not.toThrow();
  });

  it("throws for a function, and for subnets and groups of no VPC", () => {
    const { keys, stack, reads } = declareUserApp();
    const vpc = declareVpc(stack);
    expect(() => keys.forward(reads, { vpc })).toThrow("vpc is for a base URL");
    expect(() => keys.forward(url, { securityGroups: [] })).toThrow("need vpc");
    expect(() => keys.forward(url, { vpcSubnets: {} })).toThrow("need vpc");
  });
});

describe("forward() of a target that it knows", () => {
  it("is another function if it streams", () => {
    const { keys } = declareUserApp();
    const buffered = keys.forward(url);
    const streaming = keys.forward(url, { stream: true });
    expect(streaming).not.toBe(buffered);
    expect(keys.forward(url, { stream: true })).toBe(streaming);
    expect(keys.forward(url)).toBe(buffered);
  });

  it("throws for other options, which would be lost", () => {
    const { keys, reads } = declareUserApp();
    keys.forward(url, { timeout: Duration.seconds(60) });
    expect(() => keys.forward(url, { timeout: Duration.minutes(1) })).not.toThrow();
    expect(() => keys.forward(url)).toThrow(`${url} is forwarded to with another timeout already`);
    keys.forward(reads);
    expect(() => keys.forward(reads, { memoryMegabytes: 512 })).toThrow(
      "Shop/OrdersReads is forwarded to with another memoryMegabytes already",
    );
  });
});

describe("protectedApi", () => {
  it.each([
    [undefined, "SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09"],
    [EndpointType.PRIVATE, "SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09"],
    [EndpointType.EDGE, "SecurityPolicy_TLS12_PFS_2025_EDGE"],
  ])("takes no TLS older than 1.2 on an endpoint that is %s", (type, policy) => {
    const { keys, stack } = declareUserApp();
    const routes = { "GET /orders": keys.forward(url) };
    const restApiProps = type ? { endpointConfiguration: { types: [type] } } : {};
    const { restApiId } = keys.protectedApi("Api", { routes, restApiProps });
    const api = Template.fromStack(stack).toJSON().Resources[stack.resolve(restApiId).Ref];
    expect(api.Properties).toMatchObject({ SecurityPolicy: policy, EndpointAccessMode: "STRICT" });
  });
});

describe("a streaming forwarder", () => {
  it("gets the integration that fits it from protectedApi", () => {
    const { keys, stack, app, reads, writes } = declareUserApp();
    keys.protectedApi("Api", {
      routes: {
        "GET /long": keys.forward(url, { stream: true, timeout: Duration.minutes(10) }),
        "GET /whole": keys.forward(url),
        "GET /own": { handler: writes, stream: true, obeysVerdict: true },
        "GET /function": {
          handler: keys.forward(reads, { stream: true }),
          timeout: Duration.minutes(1),
        },
      },
    });
    expect(() => app.synth()).not.toThrow();
    const modes = readRoutes(Template.fromStack(stack), "KeysApi")
      .filter(({ type }) => type === "AWS_PROXY")
      .map(({ route, properties }) => {
        const { ResponseTransferMode: mode, TimeoutInMillis } = Object(properties.Integration);
        return [route, mode, TimeoutInMillis];
      });
    expect(modes).toEqual([
      ["GET /long", "STREAM", 602_000],
      ["GET /whole", undefined, undefined],
      ["GET /own", "STREAM", undefined],
      ["GET /function", "STREAM", 60_000],
    ]);
  });

  it.each([
    [true, {}, "its forwarder streams: give the integration responseTransferMode"],
    [
      false,
      { responseTransferMode },
      "its integration streams: put keys.forward(…, { stream: true })",
    ],
  ])("is refused at synthesis in an integration of the other mode (%s)", (stream, mode, fault) => {
    const { keys, app, api, orders } = declareUserApp();
    orders.addMethod("PUT", new LambdaIntegration(keys.forward(url, { stream }), mode));
    keys.protect(api, { open: ["GET /health"], obeysVerdict: true });
    expect(() => app.synth()).toThrow(`PUT /orders: ${fault}`);
  });

  it("is accepted in an integration that streams", () => {
    const { keys, app, api, orders } = declareUserApp();
    const streaming = keys.forward(url, { stream: true });
    orders.addMethod("PUT", new LambdaIntegration(streaming, { responseTransferMode }));
    keys.protect(api, { open: ["GET /health"], obeysVerdict: ["GET /orders", "POST /orders"] });
    expect(() => app.synth()).not.toThrow();
  });
});
