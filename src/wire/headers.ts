/** Reads the request headers of CONTRACT §3, which mean the same on every wire. */

import * as z from 'zod';
import { Refusal } from '../error.ts';
import type { Effort } from './ask.ts';

/** As long as an id or a pair of them needs; longer ones would be stored with every session and decision. */
const MAX_ID_CHARACTERS = 256;

const headersSchema = z.object({
  user: z.string().min(1).max(MAX_ID_CHARACTERS).nullable(),
  session: z.string().min(1).max(MAX_ID_CHARACTERS).nullable(),
  effort: z.enum(['thinking', 'instant', 'mini']).nullable(),
});

export interface AskHeaders {
  readonly user: string | null;
  readonly session: string | null;
  readonly effort: Effort | null;
}

/** Throws Refusal `invalid_request` for a value that cannot be meant. */
export function readHeaders(headers: Headers): AskHeaders {
  const read = headersSchema.safeParse({
    user: headers.get('x-signalbox-user'),
    session: headers.get('x-signalbox-session'),
    effort: headers.get('x-signalbox-effort')?.toLowerCase() ?? null,
  });
  if (read.success) return read.data;
  const name = `x-signalbox-${String(read.error.issues[0]?.path[0])}`;
  const expected =
    name === 'x-signalbox-effort'
      ? 'one of thinking, instant or mini'
      : `between 1 and ${MAX_ID_CHARACTERS} characters long`;
  throw new Refusal({ code: 'invalid_request', message: `The header ${name} must be ${expected}.`, param: name });
}
