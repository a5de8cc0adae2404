/**
 * Every recording through the relay to every client. The oracle is the AI SDK's own package for its provider, which reads
 * the recording without us between.
 */

import { describe, expect, it } from 'vitest';
import type { Relayed } from '../../src/stream/relay.ts';
import { tokens } from '../../src/unit.ts';
import { readBody } from '../../src/wire/body.ts';
import { readHeaders } from '../../src/wire/headers.ts';
import { oracle } from '../support/oracle.ts';
import { recording } from '../support/recording.ts';
import { CLIENTS, type Client, type Saying } from './clients.ts';
import { ARGUMENTS, OWN, SAID } from './own.ts';
import { passed, streamOf, WIRES } from './passage.ts';
import { bytesOf, type Difference, type Recorded, type Sender, TABLE } from './table.ts';

/** Of which characters, events and the ends of lines are in two. */
const CHUNK_BYTES = 11;

/** What the client makes of the answer, and how the relay ended. */
async function told(sender: Sender, bytes: Uint8Array, client: Client) {
  const passages: Relayed[] = [];
  const saying = await client.read(async (input, init) => {
    const request = new Request(input, init);
    const ask = WIRES[client.wire].read(await readBody(request), readHeaders(request.headers));
    const { bytes: sent, relayed } = await passed(sender, pieces(bytes), client.wire, ask);
    passages.push(relayed);
    return new Response(streamOf(pieces(sent)), { headers: { 'content-type': 'text/event-stream' } });
  });
  const [relayed] = passages;
  if (relayed === undefined || passages.length > 1) throw new Error('A client asks once.');
  return { saying, ending: relayed.ending, charged: relayed.meter.total(tokens(0), () => 0, tokens(0)) };
}

function* pieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
}

/** What is to be said of an answer of which the oracle says `saying`. */
function expected(saying: Saying, differences: readonly Difference[]): Saying {
  const usage = Object.assign({ ...saying.usage }, ...differences.map(({ told }) => told.usage));
  const reasoning = differences.reduce((said, { told }) => told.reasoning ?? said, saying.reasoning);
  return { ...saying, reasoning, usage };
}

function expectedOf(client: Client, saying: Saying, { dialect, differs = [] }: Sender & Partial<Recorded>): Saying {
  const asItCame = dialect.verbatim && dialect.speaks === client.wire;
  const applying = differs.filter(
    ({ only }) => only === undefined || (only === 'translated' ? !asItCame : asItCame && only === client.title),
  );
  const whole = expected(saying, applying);
  const usage = { ...whole.usage };
  for (const name of client.takesForNought) usage[name] ??= 0;
  return { ...whole, usage };
}

const comparable = ({ text, reasoning, calls, finish, usage }: Saying, hasNoIds = false) => ({
  ...{ text, reasoning, finish, calls: calls.map((call) => (hasNoIds ? { ...call, id: 'made up' } : call)) },
  usage: { ...usage, raw: undefined },
});

for (const client of CLIENTS) {
  describe(`${client.title}, on the wire ${client.wire},`, () => {
    for (const recorded of TABLE) {
      const { name, hasNoIds, differs } = recorded;
      const events = recording(name);
      const but = differs.map(({ because }) => `, but: ${because}`).join('');
      it.skipIf(events === null)(
        `is told by ${name}, of ../shared/fixtures/streams, what the oracle is${but}`,
        async () => {
          const framed = recorded.frame(events ?? []);
          const original = await oracle(recorded.oracle, framed);
          expect(original.finish).toMatch(/^(stop|tool-calls)$/);
          expect(`${original.text}${original.calls.map(({ name: called }) => called)}`).not.toBe('');
          const { saying, ending, charged } = await told(recorded, bytesOf(framed), client);
          expect(comparable(saying, hasNoIds)).toEqual(comparable(expectedOf(client, original, recorded), hasNoIds));
          expect(saying.calls.every(({ id }) => id !== '')).toBe(true);
          expect(ending).toBe('complete');
          const billed = differs.filter(({ only }) => only === undefined || only === 'translated');
          const { input, output } = expected(original, billed).usage;
          expect(charged).toMatchObject({ input, output, estimated: false });
        },
      );
    }
  });
}

describe('a stream of our own, in characters of many bytes,', () => {
  for (const { title, sender, events } of OWN) {
    it(`of ${title} is read as it was meant by every client`, async () => {
      const bytes = bytesOf(sender.frame(events));
      const original = await oracle(sender.oracle, bytes);
      expect(original).toMatchObject({ ...SAID, calls: [{ arguments: ARGUMENTS }], finish: 'tool-calls' });
      for (const client of CLIENTS) {
        const { saying } = await told(sender, bytes, client);
        const whole = expectedOf(client, original, sender);
        expect([client.title, comparable(saying)]).toEqual([client.title, comparable(whole)]);
      }
    });
  }
});
