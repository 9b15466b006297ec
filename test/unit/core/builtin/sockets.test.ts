import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "@jest/globals";
import { buildSync } from "esbuild";
import { isIP } from "../../../../core/builtin/sockets.ts";

const entry = fileURLToPath(new URL("../../../../core/builtin/sockets.ts", import.meta.url));

/** Which regular expressions V8 compiles, to what, when the first names are told from addresses. */
function compiledForNames(prepare: string): string {
  const program = `
    import { writeSync } from "node:fs";
    ${prepare}
    const net = process.getBuiltinModule("node:net");
    writeSync(1, "names begin\\n");
    net.isIP("dynamodb.eu-west-1.amazonaws.com");
    net.isIP("secretsmanager.eu-west-1.amazonaws.com");
    writeSync(1, "names end\\n");`;
  const flags = ["--trace-regexp-tier-up", "--input-type=module", "-e", program];
  const printed = execFileSync(process.execPath, flags, { encoding: "utf8" });
  return /names begin\n(.*)names end\n/s.exec(printed)?.[1] ?? "no names";
}

describe("what is used of Node's sockets", () => {
  it("tells names from addresses", () => {
    const hosts = ["dynamodb.eu-west-1.amazonaws.com", "10.0.0.1", "fd00:ec2::254"];
    expect(hosts.map((host) => isIP(host))).toEqual([0, 4, 6]);
  });

  it("leaves Node no regular expression to compile for a name, let alone twice", () => {
    const { outputFiles } = buildSync({ entryPoints: [entry], format: "esm", write: false });
    expect(compiledForNames("")).toMatch(/bytecode size.*tier-up.*native code size/s);
    expect(compiledForNames(outputFiles[0]?.text ?? "")).toBe("");
  });
});
