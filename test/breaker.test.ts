import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Attempt,
  Breaker,
  FIRST_WAIT_MS,
  LATELY_MS,
  MAX_FAILURES,
  MAX_WAIT_MS,
  MIN_FAILURES,
} from '../src/breaker.ts';
import { milliseconds, unixMs } from '../src/unit.ts';

const at = (ms: number) => unixMs(1_000_000 + ms);
const PROBE_MS = milliseconds(600_000);
/** In the middle of its range a wait is neither longer nor shorter. */
const fresh = (random = () => 0.5) => new Breaker(random, PROBE_MS);

const isIn = (admitted: Attempt | string): admitted is Attempt => typeof admitted !== 'string';
/** Asks for an attempt that must be given. */
function enter(breaker: Breaker, ms: number, key = 'a'): Attempt {
  const admitted = breaker.admit(key, at(ms));
  if (!isIn(admitted)) throw new Error(admitted);
  return admitted;
}
const fail = (breaker: Breaker, ms: number, key = 'a') => breaker.failed(enter(breaker, ms, key), at(ms));
const work = (breaker: Breaker, ms: number, key = 'a') => breaker.succeeded(enter(breaker, ms, key), at(ms));
const isOut = (breaker: Breaker, ms: number, key = 'a') => !isIn(breaker.admit(key, at(ms)));

function down(): Breaker {
  const breaker = fresh();
  fail(breaker, 0);
  return breaker;
}

describe('going down', () => {
  it('takes one failure of what has not worked lately', () => {
    expect(down().admit('a', at(0))).toBe('It failed and is not asked again for 1000 ms.');
    const breaker = fresh();
    work(breaker, 0);
    fail(breaker, LATELY_MS);
    expect(isOut(breaker, LATELY_MS)).toBe(true);
  });

  it('takes three in a row of what has, and a success between them counts anew', () => {
    const breaker = fresh();
    work(breaker, 0);
    for (let count = 1; count < MIN_FAILURES; count++) fail(breaker, 1);
    work(breaker, 2);
    for (let count = 0; count < 100; count++) work(breaker, 3);
    for (let count = 1; count < MIN_FAILURES; count++) fail(breaker, 3);
    expect(isOut(breaker, 3)).toBe(false);
    fail(breaker, 4);
    expect(breaker.admit('a', at(4))).toBe('It failed 3 times in a row and is not asked again for 1000 ms.');
  });

  it('is of one and costs another nothing', () => {
    expect(isOut(down(), 0, 'b')).toBe(false);
  });

  it('happens at the word of one that asks to be left alone, however well it worked, and for as long as it asks', () => {
    const breaker = fresh();
    work(breaker, 0);
    breaker.failed(enter(breaker, 0), at(0), at(45_000));
    expect([isOut(breaker, 44_999), isOut(breaker, 45_000), isOut(breaker, 45_000)]).toEqual([true, false, true]);
    breaker.failed(breaker.force('a'), at(45_001), at(365 * 86_400_000));
    breaker.failed(breaker.force('a'), at(45_001), at(45_002));
    expect([isOut(breaker, 645_000), isOut(breaker, 1_300_000)]).toEqual([true, false]);
  });
});

describe('while it is down', () => {
  it('one probe is made after the wait, and no second until it is heard of', () => {
    const breaker = down();
    expect(isOut(breaker, FIRST_WAIT_MS - 1)).toBe(true);
    const probe = enter(breaker, FIRST_WAIT_MS);
    expect(breaker.admit('a', at(500_000))).toBe('It failed, and another request is trying it.');
    breaker.left(probe);
    expect([isOut(breaker, 500_000), isOut(breaker, 500_000)]).toEqual([false, true]);
  });

  it('a probe that was torn down blocks nobody for ever', () => {
    const breaker = down();
    enter(breaker, FIRST_WAIT_MS);
    expect([isOut(breaker, FIRST_WAIT_MS + PROBE_MS - 1), isOut(breaker, FIRST_WAIT_MS + PROBE_MS)]).toEqual([
      true,
      false,
    ]);
  });

  it('each probe that fails doubles the wait, up to a minute', () => {
    const breaker = down();
    const waits: number[] = [];
    let now: number = FIRST_WAIT_MS;
    for (let probe = 0; probe < 8; probe++) {
      fail(breaker, now);
      let waitMs = 1000;
      let next = breaker.admit('a', at(now + waitMs));
      while (!isIn(next)) {
        waitMs += 1000;
        next = breaker.admit('a', at(now + waitMs));
      }
      breaker.left(next);
      waits.push(waitMs);
      now += waitMs;
    }
    expect(waits).toEqual([2000, 4000, 8000, 16_000, 32_000, MAX_WAIT_MS, MAX_WAIT_MS, MAX_WAIT_MS]);
  });

  it('what was under way when it went down makes one outage, however much of it fails or ends well', () => {
    const breaker = fresh();
    const underWay = Array.from({ length: 50 }, () => enter(breaker, 0));
    for (const attempt of underWay.slice(0, 40)) breaker.failed(attempt, at(10));
    for (const attempt of underWay.slice(40, 45)) breaker.succeeded(attempt, at(20));
    expect([isOut(breaker, 1009), isOut(breaker, 1010)]).toEqual([true, false]);
  });

  it('a success of one that was asked in any case ends it, and a failure changes nothing', () => {
    const breaker = down();
    for (let count = 0; count < 50; count++) breaker.failed(breaker.force('a'), at(1));
    expect([isOut(breaker, 999), isOut(breaker, 1000)]).toEqual([true, false]);
    breaker.succeeded(breaker.force('a'), at(1001));
    expect([isOut(breaker, 1001), isOut(breaker, 1001)]).toEqual([false, false]);
  });
});

describe('coming up again', () => {
  it('begins with the first words of the probe, and stray failures of before are old news', () => {
    const breaker = fresh();
    const stray = Array.from({ length: 5 }, () => enter(breaker, 0));
    fail(breaker, 0);
    breaker.answers(enter(breaker, 1000), at(1500));
    for (const attempt of stray) breaker.failed(attempt, at(1501));
    expect([isOut(breaker, 1501), isOut(breaker, 1501)]).toEqual([false, false]);
  });

  it('makes the next wait longer where it does not last, and not where it does', () => {
    const again = (after: number) => {
      const breaker = down();
      work(breaker, 1000);
      for (let count = 0; count < MIN_FAILURES; count++) fail(breaker, 1000 + after);
      return [isOut(breaker, 1000 + after + 1000), isOut(breaker, 1000 + after + 2000)];
    };
    expect(again(999)).toEqual([true, false]);
    expect(again(1000)[0]).toBe(false);
  });
});

describe('word of another isolate', () => {
  it('keeps one alone of which nothing is known here, and then it is probed', () => {
    const breaker = fresh();
    breaker.told('a', at(0), at(30_000));
    expect(breaker.downUntil('a', at(0))).toBe(at(30_000));
    expect([isOut(breaker, 29_999), isOut(breaker, 30_000), isOut(breaker, 30_000)]).toEqual([true, false, true]);
  });

  it('counts for nothing against what was found out here, of late or now, nor when its time is over', () => {
    const worked = fresh();
    work(worked, 0);
    worked.told('a', at(1), at(30_000));
    expect(isOut(worked, 1)).toBe(false);
    const failing = down();
    failing.told('a', at(1), at(30_000));
    expect(isOut(failing, 1000)).toBe(false);
    const late = fresh();
    late.told('a', at(2), at(2));
    expect(isOut(late, 2)).toBe(false);
  });
});

it('the one that was heard of longest ago is forgotten when there are too many to remember', () => {
  const breaker = down();
  for (let other = 0; other < 1000; other++) fail(breaker, 1, `other ${other}`);
  expect(isOut(breaker, 1)).toBe(false);
});

describe('how often it fails while it works', () => {
  it('one that fails now and then and dies costs a few attempts more than one that never failed, and no more', () => {
    const attempts = (every: number): number => {
      const breaker = fresh();
      for (let now = 0; now < 2000; now++) (now % every === every - 1 ? fail : work)(breaker, now);
      work(breaker, 2000);
      let count = 0;
      for (; !isOut(breaker, 2000); count++) fail(breaker, 2000);
      return count;
    };
    expect([Infinity, 200, 10, 4, 2].map(attempts)).toEqual([MIN_FAILURES, 4, 7, 11, MAX_FAILURES]);
  });

  it('what an outage was is not held against one that works again', () => {
    const breaker = fresh();
    let now = 0;
    for (let outage = 0; outage < 20; outage++) {
      for (let count = 0; count < 50; count++) work(breaker, now++);
      for (let count = 0; count < MIN_FAILURES; count++) fail(breaker, now);
      expect(isOut(breaker, now)).toBe(true);
      now += 2 * MAX_WAIT_MS;
      work(breaker, now);
    }
  });
});

describe('whatever happens', () => {
  type Step = {
    readonly kind: 'ask' | 'fail' | 'work' | 'leave' | 'force';
    readonly which: number;
    readonly ms: number;
  };
  const steps = fc.array(
    fc.record<Step>({
      kind: fc.constantFrom('ask', 'fail', 'work', 'leave', 'force'),
      which: fc.nat(20),
      ms: fc.oneof(fc.nat(50), fc.nat(20_000)),
    }),
    { maxLength: 120 },
  );

  it('nobody is let in beside a probe, and somebody is let in within the longest wait once nothing is under way', () => {
    fc.assert(
      fc.property(steps, fc.double({ min: 0, max: 1, noNaN: true }), (list, chance) => {
        const breaker = fresh(() => chance);
        const flying: Attempt[] = [];
        let probe: Attempt | null = null;
        let now = 0;
        for (const { kind, which, ms } of list) {
          now += ms;
          const wasDown = breaker.isDown('a');
          if (kind === 'ask') {
            const admitted = breaker.admit('a', at(now));
            if (!isIn(admitted)) continue;
            if (wasDown) {
              expect(probe).toBeNull();
              probe = admitted;
            }
            flying.push(admitted);
            continue;
          }
          if (kind === 'force') {
            flying.push(breaker.force('a'));
            continue;
          }
          const [attempt] = flying.splice(which % Math.max(1, flying.length), 1);
          if (attempt === undefined) continue;
          if (kind === 'fail') breaker.failed(attempt, at(now));
          if (kind === 'work') breaker.succeeded(attempt, at(now));
          if (kind === 'leave') breaker.left(attempt);
          if (attempt === probe || !breaker.isDown('a')) probe = null;
        }
        for (const attempt of flying) breaker.left(attempt);
        expect(isOut(breaker, now + 1.25 * MAX_WAIT_MS)).toBe(false);
      }),
      { numRuns: 300, seed: 4 },
    );
  });

  it('one that is dead costs an attempt or three, and then one a wait', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.array(fc.nat(400), { minLength: 50, maxLength: 400 }), (worked, gaps) => {
        const breaker = fresh();
        if (worked) work(breaker, 0);
        let now = 0;
        let attempts = 0;
        for (const gap of gaps) {
          now += gap;
          const admitted = breaker.admit('a', at(now));
          if (!isIn(admitted)) continue;
          attempts++;
          breaker.failed(admitted, at(now));
        }
        const waits = Math.floor(Math.log2(now / FIRST_WAIT_MS + 1)) + Math.floor(now / MAX_WAIT_MS);
        expect(attempts).toBeLessThanOrEqual((worked ? MIN_FAILURES : 1) + waits);
      }),
    );
  });
});
