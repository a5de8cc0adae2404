/** Which part of a list is asked for: `?limit=` entries, `before` the one that the last part ended with. Newest first. */

import * as z from 'zod';
import { Refusal } from '../error.ts';
import { once } from '../once.ts';
import type { Page } from '../quota/policy-contract.ts';
import { parseWith } from '../tenant/problem.ts';

const MOST = 1000;
const USUAL = 50;

const MUST = `This must be a whole number from 1 to ${MOST}.`;
export const pageSchema = once(() =>
  z.strictObject({
    limit: z.coerce.number(MUST).int(MUST).min(1, MUST).max(MOST, MUST).default(USUAL).describe('how many at most'),
    before: z.coerce
      .number('This must be what `next` was.')
      .int('This must be what `next` was.')
      .min(0, 'This must be what `next` was.')
      .optional()
      .describe('what `next` was in the part before this one'),
  }),
);

/** Throws Refusal `invalid_request`. */
export function readPage(query: URLSearchParams): Page {
  const read = parseWith(pageSchema(), Object.fromEntries(query));
  if (read.ok) return { limit: read.value.limit, before: read.value.before ?? null };
  const [first] = read.problems;
  const message = `The query parameter ${first?.path} cannot be meant: ${first?.message}`;
  throw new Refusal({ code: 'invalid_request', message, param: first?.path ?? null });
}

/** A page and what the next one comes before, of one entry more than was asked for, as far as there are. */
export function paged<Entry>(entries: readonly Entry[], limit: number, placeOf: (entry: Entry) => number) {
  const page = entries.slice(0, limit);
  const last = page.at(-1);
  return { page, next: entries.length > limit && last !== undefined ? placeOf(last) : null };
}
