import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type RunningAssembly, serveAssembly } from "../../serve-assembly.ts";
import { writeAssembly } from "../support/assembly.ts";
import { proxyMethod, resource, root, testBundles, testTemplate } from "../support/template.ts";

/** Streams as the path says. `later` waits until it is asked to go on. */
const streaming = `
const from = (stream, metadata) => awslambda.HttpResponseStream.from(stream, metadata);
export const handler = awslambda.streamifyResponse(async ({ path }, stream) => {
  const name = path.split("/").at(-1);
  if (name === "throws") throw new Error("on purpose");
  if (name === "raw") return void stream.end("no metadata");
  if (name === "ends") return void from(stream, { statusCode: 200 }).end("without metadata");
  if (name === "odd") { stream.write("{\\"statusCode\\":99}" + "\\0".repeat(8)); return stream.end(); }
  const body = from(stream, {
    statusCode: 201,
    headers: { "Content-Type": "text/event-stream", "X-A": "1" },
    multiValueHeaders: { "X-B": ["1", "2"] },
    cookies: ["a=1", "b=2"],
  });
  body.write("first ");
  if (name === "breaks") { await new Promise((done) => setTimeout(done, 50)); throw new Error("late"); }
  if (name === "hangs") await new Promise(() => { setInterval(() => {}, 1000); });
  await new Promise((done) => setTimeout(done, 300));
  body.write(Buffer.from([0, 255]));
  body.end(" last");
});
`;
const buffered = 'export const handler = async () => ({ statusCode: 200, body: "all" });';

const method = (resourceId: unknown, functionId: string, mode: string) => {
  const { Type, Properties } = proxyMethod(resourceId, "ANY", functionId);
  const invocations =
    mode === "STREAM" ? ["2021-11-15", "response-streaming-"] : ["2015-03-31", ""];
  const Uri = {
    "Fn::Join": [
      "",
      [
        `arn:aws:apigateway:us-east-1:lambda:path/${invocations[0]}/functions/`,
        { "Fn::GetAtt": [functionId, "Arn"] },
        `/${invocations[1]}invocations`,
      ],
    ],
  };
  const Integration = { Type: "AWS_PROXY", IntegrationHttpMethod: "POST", Uri };
  return {
    Type,
    Properties: { ...Properties, Integration: { ...Integration, ResponseTransferMode: mode } },
  };
};

const more = (mode: string) => ({
  Stream: resource(root, "stream"),
  StreamName: resource({ Ref: "Stream" }, "{name}"),
  StreamAny: method({ Ref: "StreamName" }, "StreamFunction", mode),
  Whole: resource(root, "whole"),
  WholeAny: method({ Ref: "Whole" }, "WholeFunction", "STREAM"),
  StreamFunction: functionOf("stream"),
  WholeFunction: functionOf("whole"),
});

function functionOf(bundle: string) {
  const Code = { S3Bucket: "assets", S3Key: `${bundle}.zip` };
  const Properties = { Code, Handler: "index.handler", Runtime: "nodejs24.x", Timeout: 1 };
  return { Type: "AWS::Lambda::Function", Properties };
}

const bundles = { ...testBundles, stream: streaming, whole: buffered };
let running: RunningAssembly;

beforeAll(async () => {
  const assemblyDirectory = writeAssembly(testTemplate(more("STREAM")), bundles);
  running = await serveAssembly({ assemblyDirectory, port: 0, reportFailure: () => {} });
});

afterAll(() => running?.stop());

const get = (path: string) => fetch(`${running.url}/api/${path}`);

describe("a response that is streamed", () => {
  it("has status, headers and cookies of the metadata, and arrives in pieces", async () => {
    const response = await get("stream/good");
    expect(response.status).toBe(201);
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    expect(response.headers.get("x-b")).toBe("1, 2");
    expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    expect(response.headers.get("content-length")).toBeNull();
    expect(response.headers.get("x-amzn-requestid")).toMatch(/^[0-9a-f-]{36}$/);
    const pieces: Buffer[] = [];
    for await (const piece of response.body ?? []) pieces.push(Buffer.from(piece));
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces[0]?.toString()).toBe("first ");
    expect(Buffer.concat(pieces)).toEqual(
      Buffer.concat([Buffer.from("first "), Buffer.from([0, 255]), Buffer.from(" last")]),
    );
  });

  it.each(["throws", "raw", "ends", "odd"])(
    "is answered by the API itself if the function %s",
    async (name) => {
      expect((await get(`stream/${name}`)).status).toBe(503);
    },
  );

  it("is answered by the API itself if the function does not stream", async () => {
    expect((await get("whole")).status).toBe(503);
  });

  it.each(["breaks", "hangs"])("breaks off if the function %s after it began", async (name) => {
    const response = await get(`stream/${name}`);
    expect(response.status).toBe(201);
    await expect(response.text()).rejects.toThrow();
  });

  it("does not hinder others if a caller leaves", async () => {
    const { port } = running;
    await new Promise<void>((resolve) => {
      const socket = connect(port, "127.0.0.1", () =>
        socket.write("GET /api/stream/good HTTP/1.1\r\nHost: a\r\n\r\n"),
      );
      socket.once("data", () => socket.destroy()).once("close", () => resolve());
    });
    expect(await (await get("stream/good")).text()).toMatch(/^first .* last$/s);
  });
});

it("is refused at start if the mode does not fit the address of the function", async () => {
  const template = testTemplate(more("STREAM"));
  const { StreamAny } = more("BUFFERED");
  const Integration = { ...StreamAny.Properties.Integration, ResponseTransferMode: "STREAM" };
  const wrong = { ...StreamAny, Properties: { ...StreamAny.Properties, Integration } };
  const resources = { ...template.Resources, StreamAny: wrong };
  const assemblyDirectory = writeAssembly({ ...template, Resources: resources }, bundles);
  await expect(serveAssembly({ assemblyDirectory, port: 0 })).rejects.toThrow(
    /StreamAny calls .* does not fit its response transfer mode/,
  );
});
