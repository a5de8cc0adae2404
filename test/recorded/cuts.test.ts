/**
 * What a stream says does not depend on where the network cuts it, nor on how its lines end and what stands between its
 * events. The framer sees every cut there is; the relay behind it sees nothing but frames, and is shown every cut about
 * the end of an event and a sample of the others, by the three wires in turn.
 */

import { describe, expect, it } from 'vitest';
import type { Frame } from '../../src/stream/framer.ts';
import { framerOf } from '../../src/stream/framings.ts';
import { joined } from '../support/event-stream.ts';
import { recording } from '../support/recording.ts';
import { OWN } from './own.ts';
import { type ClientWire, passed, WIRES } from './passage.ts';
import { bytesOf, type Sender, TABLE } from './table.ts';
import { AS_SENT, VARIANTS } from './variants.ts';

interface Case {
  readonly title: string;
  readonly sender: Sender;
  readonly events: readonly string[] | null;
}

const CASES: readonly Case[] = [
  ...TABLE.map((sender) => ({
    title: `${sender.name}, of ../shared/fixtures/streams,`,
    sender,
    events: recording(sender.name),
  })),
  ...OWN.map(({ title, ...own }) => ({ title: `a stream of our own, of ${title},`, ...own })),
];

/** No multiple of anything. */
const FORM_CRUMB_BYTES = 61;
const SAMPLED_CUTS = 40;
/** Of one event in an unusual form. */
const MOST_CUTS = 300;
const WIRE_NAMES = Object.keys(WIRES) as readonly ClientWire[];

const text = new TextDecoder();

/** The stream in each of its forms; messages of AWS have one. */
function formsOf(sender: Sender, events: readonly string[]): readonly (readonly [string, Uint8Array])[] {
  const sent = sender.frame(events);
  if (typeof sent !== 'string') return [[AS_SENT.title, sent]];
  return [AS_SENT, ...VARIANTS].map(({ title, of }) => [title, bytesOf(of(sent, sender))]);
}

function framesOf({ dialect }: Sender, chunks: readonly Uint8Array[]): readonly Frame[] {
  const framer = framerOf(dialect.framing);
  const frames = chunks.flatMap((chunk) => framer.push(chunk));
  const rest = framer.rest();
  return rest === null ? frames : [...frames, rest];
}

/** Their last line end is missing, or may be half of one. */
const OPEN_FORMS: readonly string[] = ['without the last blank line', 'in LF, CR and CRLF by turns'];

/** What the frames say and which bytes they hold. */
const saying = (frames: readonly Frame[]) => ({
  said: frames.flatMap(({ name, data }) => (data === null ? [] : [`${name} ${data}`])).join('\n'),
  length: frames.reduce((length, { bytes }) => length + bytes.length, 0),
});

/** Each event with those before and behind it, which are all that a cut within it can touch. */
function windowsOf(frames: readonly Frame[], which: (at: number) => boolean) {
  return frames.flatMap(({ bytes }, at) => {
    if (!which(at)) return [];
    const from = frames[at - 1]?.bytes.length ?? 0;
    const around = frames.slice(Math.max(0, at - 1), at + 2).map((frame) => frame.bytes);
    return [{ window: joined(around), from, to: from + bytes.length }];
  });
}

const crumbs = (bytes: Uint8Array, size: number) =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, (at + 1) * size));

for (const { title, sender, events } of CASES) {
  describe.skipIf(events === null)(title, () => {
    const forms = formsOf(sender, events ?? []);
    const asSent = forms[0]?.[1] ?? new Uint8Array();

    it('is framed the same wherever it is cut, in every form, and no byte is lost', () => {
      for (const [form, bytes] of forms) {
        const frames = framesOf(sender, [bytes]);
        const whole = saying(frames);
        expect([form, whole.length]).toEqual([form, bytes.length]);
        expect([form, saying(framesOf(sender, crumbs(bytes, 1)))]).toEqual([form, whole]);
        // The events of a stream are alike: of an unusual form its beginning and its end are enough.
        const isCut = (at: number) => form === AS_SENT.title || at < 2 || at > frames.length - 3;
        for (const { window, from, to } of windowsOf(frames, isCut)) {
          const { said, length } = saying(framesOf(sender, [window]));
          const step = form === AS_SENT.title ? 1 : Math.ceil((to - from) / MOST_CUTS);
          for (let at = from; at <= to; at += step) {
            const cut = saying(framesOf(sender, [window.subarray(0, at), window.subarray(at)]));
            if (cut.said !== said || cut.length !== length)
              expect([form, at, cut]).toEqual([form, at, { said, length }]);
          }
        }
      }
    });

    it.each(WIRE_NAMES)(
      'reaches a client of %s the same in every form, as it came where the provider speaks its wire',
      async (wire) => {
        const asItCame = sender.dialect.verbatim && sender.dialect.speaks === wire;
        const expected = text.decode((await passed(sender, [asSent], wire)).bytes);
        for (const [form, bytes] of forms) {
          const whole = asItCame ? text.decode(bytes) : expected;
          const late = [bytes.subarray(0, -1), bytes.subarray(-1)];
          for (const chunks of [crumbs(bytes, FORM_CRUMB_BYTES), ...(asItCame ? [late] : [])]) {
            const { bytes: out, relayed } = await passed(sender, chunks, wire);
            // A client misses an event without its blank line: it is given one, and nothing else is changed.
            const isOpen = asItCame && OPEN_FORMS.includes(form) && text.decode(out) !== whole;
            const ended = isOpen ? `${whole}\n\n` : whole;
            expect([form, relayed.ending, text.decode(out)]).toEqual([form, 'complete', ended]);
          }
        }
      },
    );

    it('reaches its clients the same wherever it is cut', async () => {
      const expected = new Map<ClientWire, string>();
      for (const wire of WIRE_NAMES) expected.set(wire, text.decode((await passed(sender, [asSent], wire)).bytes));
      let end = 0;
      const ends = framesOf(sender, [asSent]).map(({ bytes }) => {
        end += bytes.length;
        return end;
      });
      const sample = Array.from({ length: SAMPLED_CUTS }, (_, at) => Math.floor((at * asSent.length) / SAMPLED_CUTS));
      for (const [turn, at] of [...ends.flatMap((one) => [one - 1, one, one + 1]), ...sample].entries()) {
        const wire = WIRE_NAMES[turn % WIRE_NAMES.length] ?? 'chat';
        const { bytes, relayed } = await passed(sender, [asSent.subarray(0, at), asSent.subarray(at)], wire);
        if (relayed.ending !== 'complete' || text.decode(bytes) !== expected.get(wire)) expect([wire, at]).toBeNull();
      }
    });

    it('is broken off when an event is missing that it is not whole without', async () => {
      const all = events ?? [];
      for (let count = 0; count < all.length; count++) {
        // Without `[DONE]`, which not everybody sends.
        const cut = bytesOf(sender.frame(all.slice(0, count)));
        const end = text.decode(cut).endsWith('data: [DONE]\n\n') ? cut.subarray(0, -'data: [DONE]\n\n'.length) : cut;
        const wire = WIRE_NAMES[count % WIRE_NAMES.length] ?? 'chat';
        const { relayed } = await passed(sender, [end], wire);
        const isWhole = count >= all.length - sender.spare;
        if ((relayed.ending === 'complete') !== isWhole) expect([wire, count, relayed.ending]).toBeNull();
      }
    });
  });
}
