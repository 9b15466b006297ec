import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

/** Somebody who can sign in. */
export interface User {
  readonly email: string;
  /** What tokens say of them as `sub`; it never changes. */
  readonly subject: string;
}

export interface Users {
  find(subject: string): User | undefined;
  /** Addresses are told apart without regard to case, as by the user pool. */
  authenticate(email: string, password: string): Promise<User | undefined>;
}

interface Credential {
  readonly user: User | undefined;
  readonly salt: Buffer;
  readonly digest: Buffer;
}

const digestBytes = 32;
const derive = promisify<string, Buffer, number, Buffer>(scrypt);

/**
 * Users who all have the same password. An address that nobody has costs as much time as one whose
 * password is wrong, so neither answer nor time tells which addresses there are.
 */
export async function createUsers(users: readonly User[], password: string): Promise<Users> {
  const nobody = { user: undefined, salt: randomBytes(16), digest: randomBytes(digestBytes) };
  const credentials = new Map<string, Credential>(
    await Promise.all(
      users.map(async (user) => {
        const salt = randomBytes(16);
        const digest = await derive(password, salt, digestBytes);
        return [user.email.toLowerCase(), { user, salt, digest }] as const;
      }),
    ),
  );
  return {
    find: (subject) => users.find((user) => user.subject === subject),
    async authenticate(email, presented) {
      const credential = credentials.get(email.trim().toLowerCase()) ?? nobody;
      const digest = await derive(presented, credential.salt, digestBytes);
      return timingSafeEqual(digest, credential.digest) ? credential.user : undefined;
    },
  };
}
