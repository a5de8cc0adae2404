import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { unixMs } from '../../src/unit.ts';
import { type Answer, ask, fake, SURE, UNSURE, verdict } from './cascading.ts';

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
