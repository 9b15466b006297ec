import { afterEach, expect, it } from "@jest/globals";
import { startBackend, startGateway } from "../support/gateways.ts";

const { PATH } = process.env;

afterEach(() => {
  process.env.PATH = PATH;
});

it.each(["nginx", "caddy", "haproxy"] as const)(
  "a missing %s fails the tests with the command that installs it",
  async (name) => {
    process.env.PATH = "/nonexistent";
    const nobody = "http://127.0.0.1:9";
    const message = `${name} is not installed: apt-get install ${name}`;
    await expect(startGateway(name, nobody, nobody)).rejects.toThrow(message);
  },
);

it.each([
  ["python", "python3 is not installed: apt-get install python3"],
  ["go", "go is not installed: apt-get install golang-go"],
] as const)("so does a missing runtime of the back end in %s", async (name, message) => {
  process.env.PATH = "/nonexistent";
  await expect(startBackend(name)).rejects.toThrow(message);
});
