/**
 * Every recording through the relay to every client. The oracle is the AI SDK's own package for its provider, which reads
 * the recording without us between.
 */

import { describe, expect, it } from 'vitest';
import { readBody } from '../../src/wire/body.ts';
import { readHeaders } from '../../src/wire/headers.ts';
import { oracle } from '../support/oracle.ts';
import { recording } from '../support/recording.ts';
import { CLIENTS, type Client, type Saying } from './clients.ts';
import { ARGUMENTS, OWN, SAID } from './own.ts';
import { passed, streamOf, WIRES } from './passage.ts';
import { bytesOf, type Recorded, type Sender, TABLE } from './table.ts';

/** Of which characters, events and the ends of lines are in two. */
const CHUNK_BYTES = 11;

/** What the client makes of the answer, and how the relay ended. */
async function told(sender: Sender, bytes: Uint8Array, client: Client) {
  let ending: string | null = null;
  const saying = await client.read(async (input, init) => {
    const request = new Request(input, init);
    const ask = WIRES[client.wire].read(await readBody(request), readHeaders(request.headers));
    const { bytes: sent, relayed } = await passed(sender, pieces(bytes), client.wire, ask);
    ({ ending } = relayed);
    return new Response(streamOf(pieces(sent)), { headers: { 'content-type': 'text/event-stream' } });
  });
  return { saying, ending };
}

function* pieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
}

/** What the client has to say of an answer of which the oracle says `saying`. */
function expected(saying: Saying, { dialect, differs }: Pick<Recorded, 'dialect' | 'differs'>, client: Client): Saying {
  const asItCame = dialect.verbatim && dialect.speaks === client.wire;
  const usage = { ...saying.usage };
  let { reasoning } = saying;
  for (const { only, told } of differs) {
    if (only === 'translated' ? asItCame : only !== undefined && !(asItCame && only === client.title)) continue;
    Object.assign(usage, told.usage);
    reasoning = told.reasoning ?? reasoning;
  }
  for (const name of client.takesForNought) usage[name] ??= 0;
  return { ...saying, reasoning, usage };
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
          const { saying, ending } = await told(recorded, bytesOf(framed), client);
          expect(comparable(saying, hasNoIds)).toEqual(comparable(expected(original, recorded, client), hasNoIds));
          expect(saying.calls.every(({ id }) => id !== '')).toBe(true);
          expect(ending).toBe('complete');
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
        const whole = expected(original, { ...sender, differs: [] }, client);
        expect([client.title, comparable(saying)]).toEqual([client.title, comparable(whole)]);
      }
    });
  }
});
