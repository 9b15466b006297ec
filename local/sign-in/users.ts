import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

/** Somebody who can sign in. */
export interface User {
  readonly email: string;
  /** The `sub` of their tokens; it never changes. */
  readonly subject: string;
  /** The user pool's groups that they are in. */
  readonly groups: readonly string[];
}

export interface Users {
  find(subject: string): User | undefined;
  /** Compared without regard to case, as the user pool does. */
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
 * Users with one common password. An unknown address takes as much time as a wrong password, so
 * neither response nor time shows which addresses exist.
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
