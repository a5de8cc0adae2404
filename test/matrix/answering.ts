/** An answer of the table on its way: what the provider sends, and what its client is then given. */

import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import type { Order } from '../../src/provider/contract.ts';
import { loopback } from '../../src/provider/loopback.ts';
import { Opened } from '../../src/provider/opened.ts';
import { Patience } from '../../src/provider/patience.ts';
import { rowOf } from '../../src/provider/table.ts';
import { relay } from '../../src/stream/relay.ts';
import { whole } from '../../src/stream/whole.ts';
import { milliseconds, unixMs } from '../../src/unit.ts';
import type { AnswerHead } from '../../src/wire/wire.ts';
import { accumulated } from '../support/responses-client.ts';
import type { Row, Wire } from './rows.ts';
import { order, SPOKEN, target } from './sending.ts';

const LONG = milliseconds(60_000);

const HI: Readonly<Record<Wire, Readonly<Record<string, unknown>>>> = {
  chat: { model: 'm', messages: [{ role: 'user', content: 'Hi' }], stream_options: { include_usage: true } },
  responses: { model: 'm', input: 'Hi' },
  messages: { model: 'm', max_tokens: 1000, messages: [{ role: 'user', content: 'Hi' }] },
};

function opened(wire: Wire, row: Row, asked: Order, body: Uint8Array<ArrayBuffer> | string): Opened {
  const dialect = rowOf(row.kind)?.dialect(wire);
  if (dialect === undefined) throw new Error(`Nobody serves ${row.kind}.`);
  const abandoned = new AbortController().signal;
  const times = { totalAt: unixMs(60_000), firstByteMs: LONG, idleMs: LONG, clock: () => unixMs(0) };
  const patience = new Patience({ model: 'm', abandoned, ...times });
  return new Opened({
    target: target(row),
    dialect,
    order: asked,
    response: new Response(body),
    patience,
    dropped: [],
  });
}

const headOf = ({ ask }: Order): AnswerHead => ({
  ...{ id: '01ARZ3NDEKTSV4RRFFQ69G5FAV', model: 'm', createdSeconds: 1_790_000_000, ask },
});

const failing = (failure: { readonly message: string }) => {
  throw new Error(failure.message);
};

/** All that a client reads of a streamed answer. */
export async function streamed(wire: Wire, row: Row, stream: Uint8Array<ArrayBuffer>): Promise<string> {
  const asked = order(wire, { ...HI[wire], stream: true });
  const sources = [opened(wire, row, asked, stream)];
  const { head, done } = relay({
    next: async () => sources.pop() ?? null,
    report: failing,
    withholdUsage: !asked.ask.wantsUsage,
    encoder: () => SPOKEN[wire].encoder(headOf(asked)),
    whyBroken: failing,
    graceMs: LONG,
    onFirstContent: () => undefined,
    clientGone: new AbortController().signal,
    onClientGone: () => undefined,
  });
  const first = await head;
  if (first === null) throw new Error('Nobody answered.');
  const [text, { ending }] = await Promise.all([new Response(first.body).text(), done]);
  if (ending !== 'complete') throw new Error(`The answer is ${ending}.`);
  return text;
}

/** A whole answer, as its client is given it. */
export async function answered(wire: Wire, row: Row, body: string): Promise<string> {
  const asked = order(wire, HI[wire]);
  const sources = [opened(wire, row, asked, body)];
  const answer = await whole({
    next: async () => sources.pop() ?? null,
    report: failing,
    clientGone: new AbortController().signal,
    write: (parts) => SPOKEN[wire].whole(parts, headOf(asked)),
  });
  if (answer.ending !== 'complete') throw new Error(`The answer is ${answer.ending}.`);
  return new TextDecoder().decode(answer.body);
}

/** What the wire's official client makes of a stream: the same object that a whole answer is. */
export async function readBy(wire: Wire, stream: string): Promise<unknown> {
  const fetch = async () => new Response(stream, { headers: { 'content-type': 'text/event-stream' } });
  const messages = [{ role: 'user' as const, content: 'Hi' }];
  switch (wire) {
    case 'chat':
      return new OpenAI({ apiKey: 'none', fetch }).chat.completions
        .stream({ model: 'm', messages })
        .finalChatCompletion();
    case 'responses':
      return accumulated(stream);
    case 'messages':
      return new Anthropic({ apiKey: 'none', fetch }).messages
        .stream({ model: 'm', max_tokens: 9, messages })
        .finalMessage();
  }
}

/** What the built-in provider answers. */
export async function builtIn(row: Row, stream: boolean): Promise<Response> {
  const asked = order('chat', { ...HI.chat, stream });
  return loopback({ model: target(row).model, order: asked, estimateTokens: (text) => text.length, createdSeconds: 1 });
}
