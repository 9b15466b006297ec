/* Not imported, for the reason that crypto.ts gives. */

export const { connect: connectPlainly, isIP } = process.getBuiltinModule("node:net");
export const { connect: connectSecurely, createSecureContext } =
  process.getBuiltinModule("node:tls");

/*
 * Node holds every host name against a regular expression for IPv6 addresses. V8 compiles that to
 * bytecode first and to machine code when it is used again: 3.1 ms of each cold start. For a text of
 * 1,000 characters or more (`kTierUpForSubjectLengthValue` in js-regexp.h) it makes machine code at
 * once, in 0.7 ms. No name is that long, so the answer is 0.
 */
isIP(".".repeat(1_000));
