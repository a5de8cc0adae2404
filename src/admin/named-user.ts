/**
 * How the admin API names those whose requests are counted together: an end user by the name, and the callers of a key that
 * name nobody by `key:<id>`. A name that could be taken for one of these is written `user:<name>`.
 */

import * as z from 'zod';
import { once } from '../once.ts';
import { MAX_USER_CHARACTERS } from '../tenant/key.ts';

const PREFIX = /^(user|key):/;

/** The `user` of an `Origin`, as an account of the tenant is named. */
export const userSchema = once(() =>
  z
    .string()
    .min(1, 'This must name a user, or key:<id> for those whom a key does not name.')
    .transform((name) => (PREFIX.test(name) ? name : `user:${name}`))
    .refine(
      (name) => name.replace(PREFIX, '') !== '' && name.length <= 'user:'.length + MAX_USER_CHARACTERS,
      `The name of a user has 1 to ${MAX_USER_CHARACTERS} characters.`,
    ),
);

/** As it may be asked for again. */
export function shownUser(user: string): string {
  const name = user.replace(/^user:/, '');
  return user.startsWith('user:') && !PREFIX.test(name) ? name : user;
}
