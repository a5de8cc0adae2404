/**
 * Any answer, written for the clients of each wire and read again as a provider's of that wire: nothing is lost but what
 * the wire has no word for, and that is listed in `carried.ts`.
 */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyAnswer } from '../../support/any-answer.ts';
import { anyText } from '../../support/any-text.ts';
import { askOf } from '../../support/ask.ts';
import { meaningOf } from '../../support/meaning.ts';
import { orderOf, targetOf } from '../../support/order.ts';
import { partsIn, written } from '../../support/replay.ts';
import { RUNS } from '../../support/runs.ts';
import { asCarried, asWhole, WIRES } from './carried.ts';

const head = {
  id: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
  model: 'm',
  createdSeconds: 1,
  ask: askOf('Hi', { wantsUsage: true }),
};

const toBytes = new TextEncoder();

/** The stream in pieces that end anywhere, within a character too. */
function chunked(text: string, lengths: readonly number[]): Uint8Array[] {
  const bytes = toBytes.encode(text);
  const chunks: Uint8Array[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const length = lengths[turn % lengths.length] ?? bytes.length;
    chunks.push(bytes.subarray(at, at + length));
    at += length;
  }
  return chunks;
}

const lengths = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 5 });

describe.each(WIRES)('any answer to a client of $name', (carried) => {
  const { wire, dialect, unmarked } = carried;

  it('means the same when its stream is read again, however it is cut up', () => {
    fc.assert(
      fc.property(anyAnswer, lengths, (parts, sizes) => {
        const stream = written(parts, wire.encoder(head));
        const read = meaningOf(unmarked(partsIn(dialect, chunked(stream, sizes))));
        expect(read).toEqual(asCarried(meaningOf(parts), carried, head.model));
      }),
      RUNS,
    );
  });

  it('means the same when it is read again whole', () => {
    fc.assert(
      fc.property(anyAnswer, (parts) => {
        const again = dialect.readWhole(JSON.stringify(wire.whole(parts, head)), targetOf('openai'), orderOf());
        const read = meaningOf(unmarked(again ?? []));
        const bare = (meaning: typeof read) => asWhole(meaning, carried);
        expect(bare(read)).toEqual(bare(asCarried(meaningOf(parts), carried, head.model)));
      }),
      RUNS,
    );
  });

  it('ends in its error and without its end mark where it breaks off, and all before that was said', () => {
    fc.assert(
      fc.property(anyAnswer, fc.nat(40), anyText, (parts, place, message) => {
        const said = parts.slice(0, Math.min(place, parts.length - 1));
        const encoder = wire.encoder(head);
        const stream = said.map((part) => encoder.write(part)).join('');
        const broken = stream + encoder.fail({ code: 'provider_failed', message, retryAfterSeconds: null });
        const read = partsIn(dialect, chunked(broken, [64]), { untilError: true });
        expect(read.filter(({ kind }) => kind === 'error')[0]).toMatchObject({ kind: 'error', message });
        expect(read.some(({ kind }) => kind === 'finish')).toBe(false);
        // What was waiting for a call to end is cut off with it.
        const text = (all: typeof parts) => all.map((part) => ('text' in part ? part.text : '')).join('');
        expect(text(said).startsWith(text(read))).toBe(true);
      }),
      RUNS,
    );
  });
});
