import { createServer, type Server } from "node:http";
import { afterEach, expect, it } from "@jest/globals";
import { type EndpointWatch, watchEndpoint } from "../../services/endpoint-watch.ts";

let server: Server;
let watch: EndpointWatch | undefined;

afterEach(async () => {
  await watch?.stop();
  server.closeAllConnections();
  server.close();
});

async function listen(port: number): Promise<number> {
  server = createServer((_request, response) => response.writeHead(400).end());
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const address = server.address();
  return typeof address === "object" && address ? address.port : 0;
}

it("reports once that a database is out of reach, and once that it is back", async () => {
  const port = await listen(0);
  const lines: string[] = [];
  let tell = () => {};
  const told = () =>
    new Promise<void>((resolve) => {
      tell = resolve;
    });
  const endpoint = `http://127.0.0.1:${port}`;
  const report = (line: string) => {
    lines.push(line);
    tell();
  };
  watch = watchEndpoint("The database", endpoint, report, 5);
  await watch.check();
  expect(lines).toEqual([]);

  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  const missing = told();
  void watch.check();
  void watch.check();
  await missing;
  const back = told();
  await listen(port);
  await back;
  expect(lines).toEqual([
    `The database at ${endpoint} does not answer.`,
    `The database at ${endpoint} is back.`,
  ]);
});

it("reports nothing once it is stopped", async () => {
  const port = await listen(0);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  const lines: string[] = [];
  watch = watchEndpoint("The database", `http://127.0.0.1:${port}`, (line) => lines.push(line));
  const checked = watch.check();
  await watch.stop();
  await checked;
  expect(lines).toEqual([]);
});
