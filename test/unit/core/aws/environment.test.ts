import { describe, expect, it } from "@jest/globals";
import {
  credentialsFrom,
  endpointFrom,
  regionFrom,
  required,
} from "../../../../core/aws/environment.ts";

const keys = { AWS_ACCESS_KEY_ID: "id", AWS_SECRET_ACCESS_KEY: "secret" };

describe("where a service is called", () => {
  it.each([
    ["eu-west-1", "dynamodb", "https://dynamodb.eu-west-1.amazonaws.com/"],
    ["us-gov-west-1", "dynamodb", "https://dynamodb.us-gov-west-1.amazonaws.com/"],
    ["cn-north-1", "dynamodb", "https://dynamodb.cn-north-1.amazonaws.com.cn/"],
    ["cn-north-1", "secretsmanager", "https://secretsmanager.cn-north-1.amazonaws.com.cn/"],
    ["eusc-de-east-1", "dynamodb", "https://dynamodb.eusc-de-east-1.amazonaws.eu/"],
    ["ca-central-1", "secretsmanager", "https://secretsmanager.ca-central-1.amazonaws.com/"],
  ] as const)("in %s %s is at %s", (region, service, url) => {
    expect(endpointFrom({ AWS_REGION: region }, service).href).toBe(url);
  });

  it("follows AWS_ENDPOINT_URL, and the service's own variable before it", () => {
    const environment = {
      AWS_ENDPOINT_URL: "http://127.0.0.1:1000",
      AWS_ENDPOINT_URL_DYNAMODB: "http://127.0.0.1:2000",
    };
    expect(endpointFrom(environment, "dynamodb").href).toBe("http://127.0.0.1:2000/");
    expect(endpointFrom(environment, "secretsmanager").href).toBe("http://127.0.0.1:1000/");
    expect(
      endpointFrom({ AWS_ENDPOINT_URL_SECRETS_MANAGER: "http://[::1]:3000" }, "secretsmanager")
        .href,
    ).toBe("http://[::1]:3000/");
  });

  it("may be an endpoint of one's own network, by TLS", () => {
    const environment = { AWS_ENDPOINT_URL: "https://vpce-1.dynamodb.example" };
    expect(endpointFrom(environment, "dynamodb").href).toBe("https://vpce-1.dynamodb.example/");
  });

  it.each([
    ["localhost:8000", "AWS_ENDPOINT_URL does not begin with http:// or https://"],
    ["ftp://127.0.0.1", "AWS_ENDPOINT_URL does not begin with http:// or https://"],
    ["127.0.0.1", "Invalid URL"],
  ])("is not %s", (url, message) => {
    expect(() => endpointFrom({ AWS_ENDPOINT_URL: url }, "dynamodb")).toThrow(message);
  });

  it("takes an empty variable for none", () => {
    const environment = {
      AWS_REGION: "eu-west-1",
      AWS_ENDPOINT_URL: "",
      AWS_ENDPOINT_URL_DYNAMODB: "",
    };
    expect(endpointFrom(environment, "dynamodb").hostname).toBe("dynamodb.eu-west-1.amazonaws.com");
  });

  it("ignores configured endpoints where AWS_IGNORE_CONFIGURED_ENDPOINT_URLS says so", () => {
    const environment = {
      AWS_REGION: "eu-west-1",
      AWS_ENDPOINT_URL_DYNAMODB: "http://127.0.0.1:2000",
      AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true",
    };
    expect(endpointFrom(environment, "dynamodb").hostname).toBe("dynamodb.eu-west-1.amazonaws.com");
  });
});

describe("credentials", () => {
  it("have a session token only where there is one", () => {
    expect(credentialsFrom(keys)).toEqual({ accessKeyId: "id", secretAccessKey: "secret" });
    expect(credentialsFrom({ ...keys, AWS_SESSION_TOKEN: "" })).not.toHaveProperty("sessionToken");
    expect(credentialsFrom({ ...keys, AWS_SESSION_TOKEN: "token" }).sessionToken).toBe("token");
  });
});

describe("a missing variable", () => {
  it.each([
    ["TABLE_NAME", () => required({}, "TABLE_NAME")],
    ["TABLE_NAME", () => required({ TABLE_NAME: "" }, "TABLE_NAME")],
    ["AWS_REGION", () => regionFrom({})],
    ["AWS_REGION", () => endpointFrom({}, "dynamodb")],
    ["AWS_ACCESS_KEY_ID", () => credentialsFrom({ ...keys, AWS_ACCESS_KEY_ID: undefined })],
    ["AWS_SECRET_ACCESS_KEY", () => credentialsFrom({ ...keys, AWS_SECRET_ACCESS_KEY: "" })],
  ])("is named: %s", (name, read) => {
    expect(read).toThrow(`environment variable ${name} is not set`);
  });
});
