/** A provider's stream on its way through the relay to a client, as `serve.ts` has it, with nothing but the network left out. */

import { whyBroken } from '../../src/provider/failure.ts';
import { Opened } from '../../src/provider/opened.ts';
import { Patience } from '../../src/provider/patience.ts';
import { type Relayed, relay } from '../../src/stream/relay.ts';
import { milliseconds, unixMs } from '../../src/unit.ts';
import { chatWire } from '../../src/wire/chat/wire.ts';
import { messagesWire } from '../../src/wire/messages/wire.ts';
import { responsesWire } from '../../src/wire/responses/wire.ts';
import { askOf } from '../support/ask.ts';
import { orderOf, targetOf } from '../support/order.ts';
import type { Sender } from './table.ts';

export const WIRES = { chat: chatWire, responses: responsesWire, messages: messagesWire };
export type ClientWire = keyof typeof WIRES;

const LONG = milliseconds(60_000);

/** `chunks` are sent as they are, and then the stream ends. What came out, whole: none when nobody answered. */
export async function passed(
  { kind, dialect }: Pick<Sender, 'kind' | 'dialect'>,
  chunks: Iterable<Uint8Array>,
  wire: ClientWire,
  ask = askOf('Hi', { wire, wantsUsage: true, stream: true }),
): Promise<{ bytes: Uint8Array; relayed: Relayed }> {
  const gone = new AbortController();
  const model = kind;
  const patience = new Patience({
    ...{ model, abandoned: gone.signal, totalAt: unixMs(Date.now() + LONG), firstByteMs: LONG, idleMs: LONG },
    clock: () => unixMs(Date.now()),
  });
  const target = targetOf(kind, { name: model });
  const response = new Response(streamOf(chunks));
  const waiting = [new Opened({ target, dialect, order: orderOf({ ask }), response, patience, dropped: [] })];
  const answer = { id: '01ARZ3NDEKTSV4RRFFQ69G5FAV', model, createdSeconds: 1_790_000_000, ask };
  const { head, done } = relay({
    ...{ next: async () => waiting.shift() ?? null, report: () => undefined },
    ...{ withholdUsage: !ask.wantsUsage, encoder: () => WIRES[wire].encoder(answer), whyBroken, graceMs: LONG },
    ...{ onFirstContent: () => undefined, clientGone: gone.signal, onClientGone: () => gone.abort() },
  });
  const answered = await head;
  const bytes = answered === null ? new Uint8Array() : new Uint8Array(await new Response(answered.body).arrayBuffer());
  return { bytes, relayed: await done };
}

export function streamOf(chunks: Iterable<Uint8Array>): ReadableStream<Uint8Array> {
  const left = chunks[Symbol.iterator]();
  return new ReadableStream({
    pull(controller) {
      const { done, value } = left.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
  });
}
