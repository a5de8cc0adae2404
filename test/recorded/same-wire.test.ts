/** Streams in the client's own wire, which go out as they come: what their client makes of the forms that they may come in. */

import { describe, expect, it } from 'vitest';
import { askOf } from '../support/ask.ts';
import { recording } from '../support/recording.ts';
import { CLIENTS } from './clients.ts';
import { passed } from './passage.ts';
import { bytesOf, TABLE } from './table.ts';
import { AS_SENT, VARIANTS, type Variant } from './variants.ts';

/** One a wire. */
const NAMES: readonly string[] = [
  'openai.azure-model-router.1',
  'anthropic.anthropic-clear-thinking.1',
  'open-responses-responses.lmstudio-tool-call.1',
];

/** What these clients cannot read of their own providers either: the bytes are the provider's. */
const UNREAD: Readonly<Record<string, readonly string[]>> = {
  // It parses the data of an event that has none.
  openai: ['with pings', 'with empty data'],
  '@anthropic-ai/sdk': [],
  'ai with @ai-sdk/openai-compatible': ['with empty data'],
  // It takes a last CR for half of an end; where the end is missing, we add it.
  'ai with @ai-sdk/openai': ['in CR', 'with empty data'],
  'ai with @ai-sdk/anthropic': ['in CR', 'with empty data'],
};

describe.each(TABLE.filter(({ name }) => NAMES.includes(name)))('$name, of ../shared/fixtures/streams,', (recorded) => {
  const { name, frame, dialect } = recorded;
  const events = recording(name);
  const sent = String(frame(events ?? []));
  const clients = CLIENTS.filter(({ wire }) => wire === dialect.speaks);

  it.skipIf(events === null).each(clients)('is read by $title in every form that it can read', async (client) => {
    const readAs = async ({ of }: Variant) => {
      const { bytes } = await passed(recorded, [bytesOf(of(sent, recorded))], client.wire);
      const answer = async () => new Response(bytes, { headers: { 'content-type': 'text/event-stream' } });
      return JSON.stringify(await client.read(answer));
    };
    const expected = await readAs(AS_SENT);
    const told = await Promise.all(
      VARIANTS.map(async (variant) => [variant.title, await readAs(variant).catch(() => null)] as const),
    );
    expect(told.flatMap(([title, one]) => (one === expected ? [] : [title]))).toEqual(UNREAD[client.title]);
  });
});

describe('a usage chunk that the client did not ask for', () => {
  for (const recorded of TABLE.filter(({ dialect }) => dialect.speaks === 'chat' && dialect.verbatim)) {
    const { name, frame } = recorded;
    const events = recording(name);
    it.skipIf(events === null)(`is all that is held back of ${name}, of ../shared/fixtures/streams`, async () => {
      const ask = askOf('Hi', { stream: true });
      const all = events ?? [];
      const asked = String(frame(all.filter((event) => !event.includes('"choices":[],') || !/"usage":\{/.test(event))));
      for (const { of } of [AS_SENT, ...VARIANTS.slice(1, 3)]) {
        const bytes = bytesOf(of(String(frame(all)), recorded));
        for (const at of Array.from({ length: 40 }, (_, back) => bytes.length - back * 13)) {
          const { bytes: out } = await passed(recorded, [bytes.subarray(0, at), bytes.subarray(at)], 'chat', ask);
          expect([at, new TextDecoder().decode(out)]).toEqual([at, of(asked, recorded)]);
        }
      }
    });
  }
});
