/*
 * An import of a module of Node's own makes a namespace of it, for which every export is read, those
 * too that are only made when they are read: Web Crypto, root certificates. The authorizer would
 * pay some 2 ms for that in each cold start. This way reads what is named here.
 */

export const { createHash, createHmac, createSecretKey, hash, timingSafeEqual } =
  process.getBuiltinModule("node:crypto");
