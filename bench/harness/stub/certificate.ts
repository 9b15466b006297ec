import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

export interface Certificate {
  /** PEM files; a client trusts the certificate by NODE_EXTRA_CA_CERTS. */
  readonly certificateFile: string;
  readonly certificate: string;
  readonly key: string;
}

/**
 * Makes a certificate for localhost that is good for a day, with an RSA key of 2048 bits, as AWS's
 * endpoints have.
 *
 * @throws Error if there is no openssl
 */
export function makeCertificate(directory: string): Certificate {
  const keyFile = join(directory, "key.pem");
  const certificateFile = join(directory, "certificate.pem");
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  const files = ["-keyout", keyFile, "-out", certificateFile];
  try {
    execFileSync(
      "openssl",
      ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", ...subject, ...files],
      { stdio: "ignore" },
    );
  } catch (cause) {
    throw new Error("openssl did not make a certificate: is it installed?", { cause });
  }
  return {
    certificateFile,
    certificate: readFileSync(certificateFile, "utf8"),
    key: readFileSync(keyFile, "utf8"),
  };
}
