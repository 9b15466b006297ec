import { spawn } from "node:child_process";

/** The program that opens an address; without a shell, which would read the address. */
function opener(platform: NodeJS.Platform): readonly [string, ...string[]] {
  if (platform === "darwin") return ["open"];
  if (platform === "win32") return ["rundll32", "url.dll,FileProtocolHandler"];
  return ["xdg-open"];
}

/** Opens a browser if the machine has one that can be asked for. The address is printed as well. */
export function openBrowser(url: URL, platform = process.platform): void {
  const [program, ...words] = opener(platform);
  const child = spawn(program, [...words, url.href], { stdio: "ignore", detached: true });
  child.once("error", () => {});
  child.unref();
}
