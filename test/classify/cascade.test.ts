import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ClassifyOptions, classify } from '../../src/classify/cascade.ts';
import type { Classifier, Verdict } from '../../src/classify/contract.ts';
import { milliseconds, unixMs } from '../../src/unit.ts';

type Answer = (signal: AbortSignal) => unknown;
type Name = Classifier['name'];

/** A classifier that answers whatever it is told to, a verdict or not. */
function fake(name: Name, answer: Answer): Classifier & { readonly asked: () => number } {
  let asked = 0;
  const call = (_: unknown, signal: AbortSignal) => {
    asked++;
    return answer(signal);
  };
  return { name, classify: call as Classifier['classify'], asked: () => asked };
}

const verdict = (probabilities: Record<string, number>, nothing: number): Verdict => ({
  routes: Object.entries(probabilities).map(([route, probability]) => ({ route, probability })),
  nothing,
  because: ['word'],
});
const SURE = verdict({ code: 0.8, chat: 0.1, law: 0.05 }, 0.05);
const UNSURE = verdict({ chat: 0.4, code: 0.3 }, 0.3);
const never = () => new Promise<never>(() => undefined);
const later = <T>(ms: number, value: T) => new Promise<T>((resolve) => setTimeout(resolve, ms, value));

const ask = (classifiers: ClassifyOptions['classifiers'], options: Partial<ClassifyOptions> = {}) =>
  classify({
    classifiers,
    turns: [{ role: 'user', text: 'hello' }],
    defaultRoute: 'general',
    confidence: 0.6,
    deadlineMs: milliseconds(150),
    clock: () => unixMs(Date.now()),
    ...options,
  });

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('the order of asking', () => {
  it('ends with the first classifier that is confident enough', async () => {
    const second = fake('remote', () => SURE);
    const result = await ask([fake('embedded', () => SURE), second]);
    expect(result).toEqual({
      matched: true,
      route: 'code',
      confidence: 0.8,
      alternatives: [
        { route: 'chat', confidence: 0.1 },
        { route: 'law', confidence: 0.05 },
      ],
      because: ['word'],
      source: 'embedded',
      asked: ['embedded'],
      failures: [],
      said: [{ classifier: 'embedded', route: 'code', confidence: 0.8, tookMs: 0 }],
      tookMs: 0,
    });
    expect(second.asked()).toBe(0);
  });

  it.each([
    ['just enough', 0.4, ['embedded']],
    ['a hair too little', 0.41, ['embedded', 'remote']],
  ])('takes a best probability of exactly the threshold as %s', async (_, confidence, asked) => {
    const result = await ask([fake('embedded', () => UNSURE), fake('remote', () => SURE)], { confidence });
    expect(result.asked).toEqual(asked);
  });

  it('is ended by confidence in nothing as much as by confidence in a route', async () => {
    const result = await ask([
      fake('embedded', () => verdict({ code: 0.2, chat: 0.1 }, 0.7)),
      fake('remote', () => SURE),
    ]);
    expect(result).toMatchObject({ matched: false, source: 'embedded', asked: ['embedded'] });
  });

  it('lets the last answer stand when none was confident, even against a surer one before it', async () => {
    const last = verdict({ law: 0.35, chat: 0.33 }, 0.32);
    const result = await ask([fake('embedded', () => UNSURE), fake('remote', () => last)]);
    expect(result).toMatchObject({ route: 'law', source: 'remote', asked: ['embedded', 'remote'] });
  });

  it('is told: what each that answered held for likeliest, and not what one that failed might have', async () => {
    const result = await ask(
      [
        fake('embedded', () => verdict({ code: 0.3, chat: 0.29 }, 0.41)),
        fake('workers-ai', () => Promise.reject(new Error('down'))),
        fake('remote', () => verdict({ law: 0.9, chat: 0.06 }, 0.04)),
      ],
      { confidence: 0.6 },
    );
    expect(result.said).toEqual([
      { classifier: 'embedded', route: null, confidence: 0.41, tookMs: 0 },
      { classifier: 'remote', route: 'law', confidence: 0.9, tookMs: 0 },
    ]);
  });

  it('passes over one that fails as though it were not there', async () => {
    const last = verdict({ law: 0.35, chat: 0.33 }, 0.32);
    const failing = fake('remote', () => Promise.reject(new Error('down')));
    const result = await ask([fake('embedded', () => UNSURE), fake('workers-ai', () => last), failing]);
    expect(result).toMatchObject({ route: 'law', source: 'workers-ai' });
  });
});

describe('what a verdict becomes', () => {
  it('is unmatched when nothing is likelier than every route: the default route, and the real ones as alternatives', async () => {
    const result = await ask([fake('embedded', () => verdict({ code: 0.2, chat: 0.15, law: 0.05, art: 0.02 }, 0.58))]);
    expect(result).toMatchObject({ matched: false, route: 'general', confidence: 0.58 });
    expect(result.alternatives.map(({ route }) => route)).toEqual(['code', 'chat', 'law']);
  });

  it('is matched when the default route itself fits best', async () => {
    const result = await ask([fake('embedded', () => verdict({ general: 0.7, code: 0.1 }, 0.2))]);
    expect(result).toMatchObject({ matched: true, route: 'general', confidence: 0.7 });
  });

  it('is matched when a route and nothing are equally likely', async () => {
    expect(await ask([fake('embedded', () => verdict({ code: 0.5 }, 0.5))])).toMatchObject({
      matched: true,
      route: 'code',
    });
  });
});

describe('a synchronous verdict', () => {
  it('costs no timer and no turn of the event loop', async () => {
    const setTimer = vi.spyOn(globalThis, 'setTimeout');
    await ask([fake('embedded', () => UNSURE), fake('remote', () => SURE)]);
    expect(setTimer).not.toHaveBeenCalled();
  });

  it('stands though the deadline passed while it was made, and nobody else is asked', async () => {
    let now = 0;
    const slow = fake('embedded', () => {
      now = 200;
      return UNSURE;
    });
    const next = fake('remote', () => SURE);
    const result = await ask([slow, next], { clock: () => unixMs(now) });
    expect(result).toMatchObject({ route: 'chat', asked: ['embedded'], failures: [], tookMs: 200 });
    expect(next.asked()).toBe(0);
  });
});

describe('a fault of a classifier', () => {
  const NAN = { ...SURE, nothing: Number.NaN };
  const faults: readonly [what: string, answer: Answer, why: RegExp][] = [
    [
      'throws',
      () => {
        throw new Error('no model');
      },
      /^no model$/,
    ],
    [
      'throws what is no error',
      () => {
        throw Object.create(null);
      },
      /not an Error/,
    ],
    ['rejects', () => Promise.reject(new Error('down')), /^down$/],
    ['answers undefined', () => undefined, /malformed/],
    ['answers a string', () => 'code', /malformed/],
    ['resolves to null', () => Promise.resolve(null), /malformed/],
    ['leaves out because', () => ({ routes: SURE.routes, nothing: 0.05 }), /malformed/],
    ['names no route', () => verdict({}, 1), /no routes/],
    ['answers NaN', () => NAN, /NaN is not a probability/],
    ['answers a negative probability', () => verdict({ code: 1, chat: -0.2 }, 0.2), /-0.2 is not a probability/],
    ['answers more than one', () => verdict({ code: 1.2 }, 0), /1.2 is not a probability/],
    ['answers probabilities that do not add up', () => verdict({ code: 0.9, chat: 0.9 }, 0), /add up to 1.8/],
    ['answers the worst first', () => verdict({ chat: 0.1, code: 0.8 }, 0.1), /descending/],
    [
      'has a then that throws',
      () => ({
        get then() {
          throw new Error('trap');
        },
      }),
      /^trap$/,
    ],
    ['answers routes without names', () => ({ routes: [{ probability: 1 }], nothing: 0, because: [] }), /malformed/],
  ];

  it.each(faults)('that %s is on record, and the next one answers', async (_, answer, why) => {
    const result = await ask([fake('embedded', answer), fake('remote', () => SURE)]);
    expect(result).toMatchObject({ route: 'code', source: 'remote', asked: ['embedded', 'remote'] });
    expect(result.failures).toEqual([{ classifier: 'embedded', why: expect.stringMatching(why), tookMs: 0 }]);
  });

  it.each(faults)('that %s leaves the answer before it standing', async (_, answer) => {
    const result = await ask([fake('embedded', () => UNSURE), fake('remote', answer)]);
    expect(result).toMatchObject({ matched: true, route: 'chat', confidence: 0.4, source: 'embedded' });
    expect(result.failures).toHaveLength(1);
  });

  it.each(faults)('that %s and is alone leaves the default route, unmatched, with confidence 0', async (_, answer) => {
    const result = await ask([fake('embedded', answer)]);
    expect(result).toMatchObject({ matched: false, route: 'general', confidence: 0, alternatives: [], because: [] });
  });
});

describe('the deadline', () => {
  it('ends the wait for a classifier that never settles, and tells it so', async () => {
    let seen: AbortSignal | undefined;
    const silent = fake('remote', (signal) => {
      seen = signal;
      return never();
    });
    const pending = ask([fake('embedded', () => UNSURE), silent]);
    await vi.advanceTimersByTimeAsync(149);
    expect(seen?.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(seen?.aborted).toBe(true);
    expect(await pending).toMatchObject({
      route: 'chat',
      source: 'embedded',
      failures: [{ classifier: 'remote', why: 'No answer within the deadline of 150 ms.' }],
      tookMs: 150,
    });
  });

  it('is one for all: what the first used up the second does not get', async () => {
    const pending = ask([fake('workers-ai', () => later(100, UNSURE)), fake('remote', () => later(100, SURE))]);
    await vi.advanceTimersByTimeAsync(150);
    expect(await pending).toMatchObject({ route: 'chat', source: 'workers-ai', tookMs: 150 });
    await vi.advanceTimersByTimeAsync(50);
  });

  it('counts the time that a synchronous classifier took before the first promise', async () => {
    const slow = fake('embedded', () => {
      vi.setSystemTime(Date.now() + 100);
      return UNSURE;
    });
    const pending = ask([slow, fake('remote', () => later(100, SURE))]);
    await vi.advanceTimersByTimeAsync(50);
    expect(await pending).toMatchObject({ route: 'chat', source: 'embedded', tookMs: 150 });
    await vi.advanceTimersByTimeAsync(50);
  });

  it('once passed, asks nobody else', async () => {
    const third = fake('remote', () => SURE);
    const pending = ask([fake('workers-ai', never), third]);
    await vi.advanceTimersByTimeAsync(150);
    expect(await pending).toMatchObject({ matched: false, confidence: 0, asked: ['workers-ai'] });
    expect(third.asked()).toBe(0);
  });

  it('records a classifier that heeds the abort once, as late', async () => {
    const heedful = fake(
      'remote',
      (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted')))),
    );
    const pending = ask([heedful]);
    await vi.advanceTimersByTimeAsync(150);
    expect((await pending).failures).toEqual([
      { classifier: 'remote', why: 'No answer within the deadline of 150 ms.', tookMs: 150 },
    ]);
  });

  it('is on record with the time that each took, whether it answered or not', async () => {
    const slow = fake('workers-ai', () => later(40, null).then(() => Promise.reject(new Error('down'))));
    const pending = ask([slow, fake('remote', never)]);
    await vi.advanceTimersByTimeAsync(150);
    expect((await pending).failures).toEqual([
      { classifier: 'workers-ai', why: 'down', tookMs: 40 },
      { classifier: 'remote', why: 'No answer within the deadline of 150 ms.', tookMs: 110 },
    ]);
  });

  it('is on record with its own time, and not with that of the one before it', async () => {
    const unsure = { routes: [{ route: 'code', probability: 0.5 }], nothing: 0.5, because: [] };
    const pending = ask([fake('embedded', () => later(30, unsure)), fake('remote', () => later(50, unsure))]);
    await vi.advanceTimersByTimeAsync(150);
    expect((await pending).said.map(({ tookMs }) => tookMs)).toEqual([30, 50]);
  });

  it('swallows the rejection of a classifier that comes after it', async () => {
    const late = fake('remote', () => later(300, null).then(() => Promise.reject(new Error('too late'))));
    const pending = ask([late]);
    await vi.advanceTimersByTimeAsync(150);
    expect((await pending).failures).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(300);
  });

  it('is not kept waiting for when the answer comes in time', async () => {
    const pending = ask([fake('remote', () => later(20, SURE))]);
    await vi.advanceTimersByTimeAsync(20);
    expect(await pending).toMatchObject({ route: 'code', tookMs: 20, failures: [] });
  });
});
