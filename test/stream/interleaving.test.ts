/**
 * Whatever comes first, and in whatever order it comes: events, faults, silence, hang-ups, the cap of a drain. A relay ends
 * once, in one way that is true, with every provider let go and nothing counted that was not sent.
 */

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DRAIN_BYTES } from '../../src/stream/hang-up.ts';
import { tokens } from '../../src/unit.ts';
import { DONE, ERROR, type FakeSource, HELLO, ROLE, STOP, start, USAGE, WORLD } from './relay-run.ts';

const CALL = HELLO.replace(
  '{"content":"Hello"}',
  '{"tool_calls":[{"index":0,"id":"c","function":{"name":"f","arguments":"{"}}]}',
);
const EVENTS = { ROLE, HELLO, WORLD, STOP, USAGE, DONE, ERROR, CALL, COMMENT: ': ping\n\n', GARBAGE: 'data: oops\n\n' };
/** Characters of the answer that each brings. */
const WORDS: Partial<Record<keyof typeof EVENTS, number>> = { HELLO: 5, WORLD: 6, CALL: 2 };
/** What USAGE says was written. */
const COUNTED = 2;

type Act =
  | { readonly kind: 'say'; readonly event: keyof typeof EVENTS; readonly by: number }
  | { readonly kind: 'close' | 'cut' | 'silence'; readonly by: number }
  | { readonly kind: 'pause' | 'leave' | 'cancel' | 'flood' };

const by = fc.nat({ max: 2 });
const events = Object.keys(EVENTS) as (keyof typeof EVENTS)[];
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ kind: fc.constant('say' as const), event: fc.constantFrom(...events), by }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom('close' as const, 'cut' as const, 'silence' as const), by }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('pause' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('leave' as const, 'cancel' as const, 'flood' as const) }) },
);
const setting = fc.record({
  takeover: fc.constantFrom(undefined, 'followed' as const, 'translated' as const, 'kept' as const),
  onHangup: fc.constantFrom('cancel' as const, 'drain' as const),
  verbatim: fc.boolean(),
  graceMs: fc.constantFrom(0, 60_000),
});

const pause = () => new Promise((resolve) => setTimeout(resolve, 0));

/** Reads what the relay sends, until it is told to leave without a word. */
function client(run: ReturnType<typeof start>) {
  let text = '';
  let hasCancelled = false;
  const opened = run.head.then((head) => head?.body.getReader() ?? null);
  const over = opened.then(async (reader) => {
    const decoder = new TextDecoder();
    try {
      for (let part = await reader?.read(); part?.done === false; part = await reader?.read())
        text += decoder.decode(part.value, { stream: true });
    } catch {
      // The stream was broken off, or this client has left.
    }
    return reader === null ? null : text;
  });
  const cancel = () => {
    hasCancelled = true;
    void opened.then((reader) => reader?.cancel().catch(() => undefined));
  };
  return { over, cancel, hasCancelled: () => hasCancelled };
}

function perform(each: Act, run: ReturnType<typeof start>, reading: ReturnType<typeof client>, said: number[]): void {
  if ('by' in each) {
    const source = run.fakes[each.by];
    if (each.kind === 'say' && source?.left === 'open') {
      source.send(EVENTS[each.event]);
      said[each.by] = (said[each.by] ?? 0) + (WORDS[each.event] ?? 0);
    } else if (each.kind === 'close') source?.close();
    else if (each.kind === 'cut') source?.cut();
    else if (each.kind === 'silence') source?.fallSilent();
  } else if (each.kind === 'leave') run.gone.abort();
  else if (each.kind === 'cancel') reading.cancel();
  else if (each.kind === 'flood') run.hangUp.read(DRAIN_BYTES + 1);
}

/** A relay that never ends is shown as what led there, and not as a test that is late. */
function inTime<T>(work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<T>();
  const timer = setTimeout(() => reject(new Error('It does not end.')), 5000);
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
}

const isLetGo = ({ ended, left }: FakeSource) => ended && left !== 'open';
const ERROR_LAST = /data: \{"error":\{"message":"[^"]*"\}\}\n\n$/;

it('a relay ends once, truly, and lets go of everybody', { timeout: 60_000 }, async () => {
  const endings = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(setting, fc.array(act, { maxLength: 24 }), async ({ takeover, ...rest }, acts) => {
      const run = start({ ...rest, sources: ['a', 'b', 'c'], ...(takeover === undefined ? {} : { takeover }) });
      const reading = client(run);
      const said: number[] = [];
      for (const each of acts) {
        if (each.kind === 'pause') await pause();
        else perform(each, run, reading, said);
      }
      // Nothing more will be said; nobody is waited for.
      for (const source of run.fakes) if (!source.ended) source.close();
      const { ending, model, meter, earlier, failure } = await inTime(run.done);
      run.hangUp.end();
      if (run.gone.signal.aborted) reading.cancel();
      const text = await inTime(reading.over);
      endings.set(ending, (endings.get(ending) ?? 0) + 1);

      expect(run.opened().filter((source) => !isLetGo(source))).toEqual([]);
      const told = [...earlier, ...(model === null ? [] : [{ model, meter }])];
      expect(new Set(told.map((each) => each.model)).size).toBe(told.length);
      for (const each of told) {
        const most = said[['a', 'b', 'c'].indexOf(each.model)] ?? 0;
        const { output, estimated } = each.meter.total(tokens(0), (words) => words.length, tokens(0));
        expect(output).toBeLessThanOrEqual(estimated ? Math.max(most, COUNTED) : COUNTED);
      }
      if (ending === 'hung_up') expect(run.gone.signal.aborted).toBe(true);
      if (ending === 'failed') expect(earlier).toEqual([]);
      // A client that left may have left an answer that had failed.
      if (ending !== 'hung_up') expect(failure === null).toBe(ending === 'complete');
      if (run.gone.signal.aborted || reading.hasCancelled()) return;
      if (ending === 'complete') expect(text).not.toContain('"error"');
      else if (text !== null) {
        expect(text).toMatch(ERROR_LAST);
        expect(text).not.toContain('[DONE]');
      }
    }),
    { numRuns: 400, seed: 20261126 },
  );
  // A run that never met one of these would prove little.
  for (const ending of ['complete', 'broken', 'hung_up', 'failed'])
    expect(endings.get(ending), ending).toBeGreaterThan(20);
});
