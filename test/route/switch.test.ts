import { describe, expect, it } from 'vitest';
import type { Binding } from '../../src/route/binding.ts';
import type { Resumption } from '../../src/route/resumption.ts';
import { dollars, gain, isCheaper, type Trade, tell, weigh } from '../../src/route/switch.ts';
import { microDollars, tokens } from '../../src/unit.ts';
import { asks, candidate, type Given, NOW, was } from './talk.ts';

const trade = (from: string, to: string, binding: Binding, request: Resumption): Trade | null =>
  weigh([candidate(from), candidate(to)], binding, request, NOW);

const of = (lost: number, saved: number, price = 0): Trade => ({
  lost: microDollars(lost),
  saved: microDollars(saved),
  price: microDollars(price),
});

/**
 * deep 1.25 / 0.125 / 10 USD a million tokens, fast 0.25 / 0.025 / 2; an instant answer has 500 tokens. In micro-dollars,
 * of 10,000 tokens: deep 12,500 + 5,000, from its cache 1,250 + 5,000; fast 2,500 + 1,000, from its cache 250 + 1,000.
 */
describe('what a switch is worth, for a prompt of 10,000 tokens', () => {
  const size = { tokens: 10_000 };
  const deep = (parts: Given = {}, ...earlier: [said: string, given: Given][]) =>
    was('math instant deep', { ...size, ...parts }, ...earlier);
  const table: [name: string, Binding, lost: number, saved: number][] = [
    ['warm: the discount on what was read', deep(), 11_250, 14_000 + 2 * 5000],
    ['a millisecond before it is cold', deep({ minutesAgo: 5 - 1 / 60_000 }), 11_250, 24_000],
    ['cold', deep({ minutesAgo: 5 }), 0, 24_000],
    ['the prompt has grown since: only what was read', deep({ tokens: 4000 }), 4500, 24_000],
    ['the prompt has shrunk since: only what is left', deep({ tokens: 90_000 }), 11_250, 24_000],
    ['least that is cached', deep({ tokens: 1024 }), 1152, 24_000],
    ['less than is cached', deep({ tokens: 1023 }), 0, 24_000],
    ['unknown, of a binding from before they were counted', deep({ tokens: 0 }), 0, 24_000],
    ['the other has a warm cache too', deep({}, ['math instant fast', size]), 11_250, 24_000 + 2250],
    ['the other had one', deep({}, ['math instant fast', { ...size, minutesAgo: 5 }]), 11_250, 24_000],
  ];
  it.each(table)('%s', (_, binding, lost, saved) => {
    expect(trade('deep', 'fast', binding, asks('math instant', size))).toEqual(of(lost, saved, 3500));
  });

  it('a dearer model costs what a cheaper one saves', () => {
    const binding = was('math instant fast', size);
    expect(trade('fast', 'deep', binding, asks('math instant', size))).toEqual(of(2250, -24_000, 17_500));
  });

  it('an answer is as long as its effort has it, or as the client caps each of its choices', () => {
    const binding = was('math instant fast', size);
    const priceOf = (request: ReturnType<typeof asks>) => trade('fast', 'deep', binding, request)?.price;
    expect(priceOf(asks('math thinking', size))).toBe(12_500 + 20_000);
    expect(priceOf(asks('math instant', { ...size, outputLimit: 100 }))).toBe(12_500 + 1000);
    const request = asks('math instant', { ...size, outputLimit: 9000 });
    expect(priceOf({ ...request, output: { ...request.output, choices: 3 } })).toBe(12_500 + 15_000);
  });

  it('a long request is weighed at the prices of long ones, and every call has its fee', () => {
    const [fast, deep] = [candidate('fast'), candidate('deep')];
    if (deep.price === null) throw new Error('It has a price.');
    const { inputPerMillion, cachedInputPerMillion } = deep.price;
    const twice = { inputPerMillion: microDollars(2 * inputPerMillion), cachedInputPerMillion };
    const above = [{ ...deep.price, ...twice, inputTokens: tokens(9999) }];
    const long = { ...deep, price: { ...deep.price, perRequest: microDollars(7), above } };
    const [request, binding] = [asks('math instant', size), was('math instant fast', size)];
    expect(weigh([fast, long], binding, request, NOW)?.price).toBe(25_000 + 5000 + 7);
    const short = { ...request, input: { ...request.input, estimate: tokens(9999) } };
    expect(weigh([fast, long], binding, short, NOW)?.price).toBe(12_499 + 5000 + 7);
  });

  it('nothing is known where one of the two has no price', () => {
    const art = asks('art instant', size);
    expect(trade('pen', 'deep', was('art instant pen'), art)).toBeNull();
    expect(trade('deep', 'pen', was('art instant pen'), art)).toBeNull();
  });
});

describe('a trade', () => {
  it('is cheaper only when it saves more than the cache is worth', () => {
    expect([of(100, 101), of(100, 100), of(0, 0), of(0, 1), of(0, -1)].map(isCheaper)).toEqual([
      ...[true, false, false, true, false],
    ]);
  });

  it('gains the price of the better answer as far as the intent is certain, and what it saves', () => {
    expect(gain(of(0, 0, 1000), 0.4)).toBe(400);
    expect(gain(of(0, 50, 1000), 0.4)).toBe(450);
    // What a dearer model costs more, the policy has accepted.
    expect(gain(of(0, -5000, 1000), 0.4)).toBe(400);
  });

  it.each([
    [of(112_500, 104_000), 'saves $0.10 over the next 3 answers and loses a cache worth $0.11'],
    [of(0, -23), 'costs $0.000023 more over the next 3 answers'],
    [of(0, 0), 'changes no price'],
  ])('%o is told as: %s', (weighed, told) => expect(tell(weighed, 'does')).toBe(told));

  it('is told as what would be, too', () => {
    expect(tell(of(3, -1), 'would')).toBe(
      'would cost $0.0000010 more over the next 3 answers and lose a cache worth $0.0000030',
    );
    expect(tell(of(0, 0), 'would')).toBe('would change no price');
    expect([0, 1, 2_500_000].map(dollars)).toEqual(['$0', '$0.0000010', '$2.5']);
  });
});
