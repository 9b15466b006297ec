/* Not imported, for the reason that crypto.ts gives. */

export const { connect: connectPlainly, isIP } = process.getBuiltinModule("node:net");
export const { connect: connectSecurely, createSecureContext } =
  process.getBuiltinModule("node:tls");
