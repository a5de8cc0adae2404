/** What the query of a change says: `?dry_run=1` answers what it would do and writes nothing, `?force=1` has tests fail. */

import * as z from 'zod';
import { Refusal } from '../error.ts';
import { once } from '../once.ts';
import { parseWith } from '../tenant/problem.ts';

export interface Switches {
  readonly dryRun: boolean;
  readonly force: boolean;
}

/** A misspelt `dry_run` must not become a PUT that writes, so nothing else may be asked. */
const flagSchema = once(() =>
  z
    .enum(['', '1', 'true', '0', 'false'], 'This must be 1 or 0.')
    .transform((value) => value !== '0' && value !== 'false')
    .optional(),
);
export const switchesSchema = once(() => z.strictObject({ dry_run: flagSchema(), force: flagSchema() }));

/** Throws Refusal `invalid_request`. */
export function readSwitches(query: URLSearchParams): Switches {
  const read = parseWith(switchesSchema(), Object.fromEntries(query));
  if (read.ok) return { dryRun: read.value.dry_run === true, force: read.value.force === true };
  const [first] = read.problems;
  const message = `The query parameter ${first?.path} cannot be meant: ${first?.message}`;
  throw new Refusal({ code: 'invalid_request', message, param: first?.path ?? null });
}
