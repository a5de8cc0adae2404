/** Reads the request headers of CONTRACT §3, which mean the same on every wire. */

import * as z from 'zod';
import { Refusal } from '../error.ts';
import { once } from '../once.ts';
import type { Effort } from './ask.ts';

/** As long as an id or a pair of them needs; longer ones would be stored with every session and decision. */
const MAX_ID_CHARACTERS = 256;

const headersSchema = once(() =>
  z.object({
    user: z.string().min(1).max(MAX_ID_CHARACTERS).nullable(),
    session: z.string().min(1).max(MAX_ID_CHARACTERS).nullable(),
    effort: z.enum(['thinking', 'instant', 'mini']).nullable(),
  }),
);

export interface AskHeaders {
  readonly user: string | null;
  readonly session: string | null;
  readonly effort: Effort | null;
  /** Those of the listed few that the client sent: its wire decides which of them a provider of the same wire is to see. */
  readonly passable?: Readonly<Record<string, string>>;
}

/** No other header of a client's ever reaches a provider. */
const PASSABLE = ['anthropic-beta', 'anthropic-version'] as const;

/** Throws Refusal `invalid_request` for a value that cannot be meant. */
export function readHeaders(headers: Headers): AskHeaders {
  const read = headersSchema().safeParse({
    user: headers.get('x-signalbox-user'),
    session: headers.get('x-signalbox-session'),
    effort: headers.get('x-signalbox-effort')?.toLowerCase() ?? null,
  });
  if (read.success) return { ...read.data, passable: passable(headers) };
  const name = `x-signalbox-${String(read.error.issues[0]?.path[0])}`;
  const expected =
    name === 'x-signalbox-effort'
      ? 'one of thinking, instant or mini'
      : `between 1 and ${MAX_ID_CHARACTERS} characters long`;
  throw new Refusal({ code: 'invalid_request', message: `The header ${name} must be ${expected}.`, param: name });
}

function passable(headers: Headers): Record<string, string> {
  return Object.fromEntries(
    PASSABLE.flatMap((name) => {
      const value = headers.get(name);
      return value === null ? [] : [[name, value]];
    }),
  );
}
