import { describe, expect, it } from 'vitest';
import type { Part, TokenUsage } from '../../src/part.ts';
import { jointUsage } from '../../src/stream/joint-usage.ts';
import { Meter } from '../../src/stream/meter.ts';
import { tokens } from '../../src/unit.ts';
import { chatUsage } from '../../src/wire/chat/usage.ts';
import { messagesUsage } from '../../src/wire/messages/usage.ts';
import { responsesUsage } from '../../src/wire/responses/usage.ts';

type Apart = 'cachedInput' | 'cacheWrite' | 'cacheWrite1h' | 'audioInput' | 'reasoning' | 'audioOutput';

function usage(input: number, output: number, more: Partial<Record<Apart, number>> = {}): TokenUsage {
  const apart = (name: Apart) => (more[name] === undefined ? undefined : tokens(more[name]));
  return {
    ...{ input: tokens(input), cachedInput: apart('cachedInput'), cacheWrite: apart('cacheWrite') },
    ...{ cacheWrite1h: apart('cacheWrite1h'), audioInput: apart('audioInput') },
    ...{ output: tokens(output), reasoning: apart('reasoning'), audioOutput: apart('audioOutput') },
  };
}

/** An answer that broke off after `words`, of which its provider had counted `counted` so far. */
function broken(words: string, counted?: TokenUsage): Meter {
  const meter = new Meter();
  const parts: Part[] = [{ kind: 'text', text: words }];
  if (counted !== undefined) parts.unshift({ kind: 'usage', usage: counted, running: true });
  for (const part of parts) meter.add(part);
  return meter;
}

const joint = (earlier: readonly Meter[], last: TokenUsage, added = 30) =>
  jointUsage({ earlier, last, added, estimateTokens: (text) => text.length });

describe('what an answer of several models came to', () => {
  it('is the request as its first model read it, and all that was written', () => {
    const first = usage(100, 1, { cachedInput: 60, cacheWrite: 20, cacheWrite1h: 5, reasoning: 0 });
    const last = usage(140, 16, { cachedInput: 8, reasoning: 7 });
    expect(joint([broken('Hello', first)], last)).toEqual({
      ...usage(100, 5 + 16, { cachedInput: 60, cacheWrite: 20, cacheWrite1h: 5, reasoning: 7 }),
      estimated: true,
    });
  });

  it('is the request as the last one read it, less what was added, where the first had not counted', () => {
    const last = usage(140, 16, { cachedInput: 130, cacheWrite: 9, cacheWrite1h: 9, audioInput: 120 });
    expect(joint([broken('Hello'), broken(' there')], last)).toEqual({
      ...usage(110, 11 + 16, { cachedInput: 110, cacheWrite: 0, cacheWrite1h: 0, audioInput: 110 }),
      estimated: true,
    });
    expect(joint([broken('Hello')], usage(20, 1)).input).toBe(0);
  });

  it('leaves unknown what one of them did not tell apart, and never calls it nothing', () => {
    const sum = joint([broken('Hello')], usage(140, 16, { reasoning: 7, audioOutput: 2 }));
    expect(sum).toMatchObject({ reasoning: undefined, audioOutput: undefined, cachedInput: undefined });
  });

  it('is more than was shown where the provider counted more', () => {
    expect(joint([broken('Hello', usage(100, 3000, { reasoning: 2990 }))], usage(140, 16)).output).toBe(3016);
  });

  it('is no estimate where every one of them has counted to its end', () => {
    const meter = new Meter();
    meter.add({ kind: 'usage', usage: usage(100, 9), running: false });
    expect(joint([meter], usage(140, 16))).toEqual(usage(100, 25));
  });

  it('is marked as an estimate on every wire, and a plain count is not', () => {
    const sum = joint([broken('Hello')], usage(140, 16));
    for (const told of [chatUsage, messagesUsage, responsesUsage]) {
      expect(told(sum)).toHaveProperty('estimated', true);
      expect(told(usage(140, 16))).not.toHaveProperty('estimated');
    }
  });
});

it('an estimate is never above what a model was allowed to write, and a count is what it is', () => {
  const most = (meter: Meter) => meter.total(tokens(1), (text) => text.length, tokens(9), 3).output;
  expect(most(broken('Hello'))).toBe(3);
  expect(most(new Meter())).toBe(3);
  expect(most(broken('Hello', usage(1, 4)))).toBe(4);
});
