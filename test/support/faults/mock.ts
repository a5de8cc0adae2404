/**
 * The part of the mock provider that breaks down in every format: `POST /faults/<tag>/<format>/<fault>/…`, whatever follows.
 * `GET /faults/<tag>` is an `Account` of the calls under a tag, which is a test's own.
 */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { Exchange, type Seen } from '../exchange.ts';
import { ANTHROPIC } from './anthropic.ts';
import { BEDROCK } from './bedrock.ts';
import { COHERE } from './cohere.ts';
import { FAULTS } from './faults.ts';
import type { Format } from './format.ts';
import { GOOGLE } from './google.ts';
import { CHAT, RESPONSES } from './openai.ts';
import { OVERLOADED, PROMPTED } from './words.ts';
import { WORKERS_AI } from './workers-ai.ts';

export interface Account {
  /** The faults whose calls nobody has ended yet, neither the provider nor its caller. */
  readonly open: readonly string[];
  /** How often a redirect was followed. */
  readonly followed: number;
}

const FORMATS: Readonly<Record<string, Format>> = {
  anthropic: ANTHROPIC,
  bedrock: BEDROCK,
  chat: CHAT,
  cohere: COHERE,
  google: GOOGLE,
  responses: RESPONSES,
  'workers-ai': WORKERS_AI,
};

const accounts = new Map<string, Account>();
const accountOf = (tag: string): Account => accounts.get(tag) ?? { open: [], followed: 0 };

/** Null: there is no such format or fault. `seen` is the request. */
export async function breakDown(
  { method }: IncomingMessage,
  response: ServerResponse,
  seen: Seen,
): Promise<Account | 'answered' | null> {
  const [, , tag = '', name = '', fault = '', ...rest] = seen.path.split('/');
  const account = accountOf(tag);
  if (name === 'elsewhere') accounts.set(tag, { ...account, followed: account.followed + 1 });
  if (method === 'GET' && name === '') return account;
  const format = FORMATS[name];
  const play = FAULTS.get(fault);
  if (format === undefined || play === undefined) return null;
  accounts.set(tag, { ...account, open: [...account.open, fault] });
  // A connection that a caller has let go of in the middle must not be what the next call is sent over.
  response.shouldKeepAlive = false;
  response.once('close', () => {
    const { open, ...now } = accountOf(tag);
    accounts.set(tag, { ...now, open: open.toSpliced(open.indexOf(fault), 1) });
  });
  await play({
    to: new Exchange(seen, fault, response, Promise.resolve()),
    format,
    stream: seen.body?.['stream'] === true || /stream/i.test(rest.at(-1) ?? ''),
    words: `${OVERLOADED} It was called with ${keyOf(seen)} and asked about ${quoted(seen)}.`,
    elsewhere: `/faults/${tag}/elsewhere`,
  });
  return 'answered';
}

function keyOf({ headers }: Seen): string {
  const names = ['authorization', 'x-api-key', 'x-goog-api-key', 'api-key'];
  return names.map((name) => headers[name] ?? '').join(' ');
}

const quoted = ({ body }: Seen): string => (JSON.stringify(body).includes(PROMPTED) ? PROMPTED : 'nothing');
