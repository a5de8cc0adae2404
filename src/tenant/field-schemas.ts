/** The fields that several parts of a policy document have in common. */

import * as z from 'zod';
import { SECRET_NAME } from '../env.ts';
import { once } from '../once.ts';
import { SIZES } from './defaults.ts';

/** Names of tenants, routes, models, providers, plans and limits. They travel in headers, object names and KV keys. */
export const NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/;
const NAME_RULE = 'A name is 1 to 64 characters of a-z, 0-9, _ and -, and starts with a letter or a digit.';

export const nameSchema = once(() => z.string().regex(NAME, NAME_RULE));
export const effortSchema = once(() => z.enum(['thinking', 'instant', 'mini']));
export const wordsSchema = once(() => z.string().regex(/\S/, 'This must hold some text.'));
export const idSchema = once(() =>
  z
    .string()
    .regex(/^\S+$/, 'This must be the id as the provider writes it, without white space.')
    // Some providers have the id in a path, where every URL parser takes these for a step, encoded or not.
    .refine((id) => id !== '.' && id !== '..', 'This is a step in a path, and no id of any provider.')
    .refine((id) => id.isWellFormed(), 'This holds half of a character, which no URL can carry.'),
);
export const urlSchema = once(() => z.string().max(SIZES.urlCharacters));
export const termSchema = once(() =>
  z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,63}$/, 'A term of the taxonomy is in lower case, its words joined by _: data_analysis.'),
);

/** Never shows the value it refuses: someone may have pasted the key itself. */
export const secretNameSchema = once(() =>
  z
    .string()
    .regex(
      SECRET_NAME,
      'A key names a secret, never holds one: store the key as a secret (wrangler secret put OPENAI_API_KEY) and write that name here, in capitals and ending in _KEY.',
    )
    .describe('the NAME of the secret that holds the API key, such as OPENAI_API_KEY; never the key itself'),
);

/** A list with a first element. A tuple says so to the type, to the editor and to the parser at once. */
export const listOf = <Item extends z.ZodType>(item: Item) => z.tuple([item], item);

const timeoutMs = (what: string) => z.int().min(1).max(SIZES.timeoutMs).describe(`${what}, in milliseconds`);
export const firstByteMs = once(() =>
  timeoutMs('how long a stream may take to begin; a whole answer too, which else has `totalMs`'),
);
export const idleMs = once(() => timeoutMs('how long a stream may be silent between two events'));
export const totalMs = once(() => timeoutMs('how long a whole answer may take'));

export const ownTimeoutsSchema = once(() =>
  z
    .strictObject({ firstByteMs: firstByteMs().optional(), idleMs: idleMs().optional(), totalMs: totalMs().optional() })
    .describe("its own timeouts, laid over the policy's"),
);
