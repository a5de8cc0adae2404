import { describe, expect, it } from 'vitest';
import type { LimitState } from '../../src/quota/contract.ts';
import { rateLimitHeaders, retryAfterSeconds } from '../../src/quota/rate-limit.ts';
import { milliseconds, unixMs } from '../../src/unit.ts';

const NOW = unixMs(1_900_000_000_000);

const state = (id: string, parts: Partial<LimitState> = {}): LimitState => ({
  id,
  of: 'requests',
  effort: null,
  perMs: milliseconds(18_000_000),
  max: 10,
  used: 7,
  held: 0,
  freesAt: unixMs(NOW + 120_000),
  ...parts,
});

describe('the RateLimit fields', () => {
  it('are those of the draft, requests being its default unit', () => {
    expect(rateLimitHeaders([state('5h-instant')], NOW)).toEqual({
      'ratelimit-policy': '"5h-instant";q=10;w=18000',
      ratelimit: '"5h-instant";r=3;t=120',
    });
  });

  it('name the unit of tokens and of money', () => {
    expect(rateLimitHeaders([state('t', { of: 'tokens', max: 500, used: 1 })], NOW)['ratelimit-policy']).toBe(
      '"t";q=500;qu="tokens";w=18000',
    );
    expect(rateLimitHeaders([state('c', { of: 'cost', max: 50_000, used: 1 })], NOW)['ratelimit-policy']).toBe(
      '"c";q=50000;qu="micro-dollars";w=18000',
    );
  });

  it('count what is held as gone', () => {
    expect(rateLimitHeaders([state('a', { held: 2 })], NOW)['ratelimit']).toBe('"a";r=1;t=120');
  });

  it.each<[string, LimitState[], string]>([
    ['the smaller share left', [state('a', { used: 5 }), state('b', { max: 100, used: 90 })], '"b";r=10;t=120'],
    ['the first of equals', [state('a'), state('b')], '"a";r=3;t=120'],
    ['a limit of nothing', [state('a', { used: 9 }), state('none', { max: 0, used: 0, freesAt: null })], '"none";r=0'],
    ['an overdrawn limit, of which nothing is left', [state('a', { max: 5, used: 9 }), state('b')], '"a";r=0;t=120'],
  ])('speak of the limit nearest to exhaustion: %s', (_, limits, expected) => {
    expect(rateLimitHeaders(limits, NOW)['ratelimit']).toBe(expected);
  });

  it('round the wait up, and leave it out when nothing is used', () => {
    expect(rateLimitHeaders([state('a', { freesAt: unixMs(NOW + 1) })], NOW)['ratelimit']).toBe('"a";r=3;t=1');
    expect(rateLimitHeaders([state('a', { freesAt: unixMs(NOW - 5) })], NOW)['ratelimit']).toBe('"a";r=3;t=0');
    expect(rateLimitHeaders([state('a', { used: 0, freesAt: null })], NOW)['ratelimit']).toBe('"a";r=10');
  });

  it('never write more digits than a structured field can hold', () => {
    const huge = state('a', { of: 'cost', max: 5_000_000_000_000_000, used: 0, freesAt: null });
    expect(rateLimitHeaders([huge], NOW)).toEqual({
      'ratelimit-policy': '"a";q=999999999999999;qu="micro-dollars";w=18000',
      ratelimit: '"a";r=999999999999999',
    });
  });

  it('are absent without a limit', () => {
    expect(rateLimitHeaders([], NOW)).toEqual({});
  });
});

describe('Retry-After', () => {
  it.each<[string, Partial<LimitState>, number]>([
    ['is when capacity comes free', {}, 120],
    ['is rounded up', { freesAt: unixMs(NOW + 1001) }, 2],
    ['is at least a second', { freesAt: NOW }, 1],
    ['is the whole window of a limit that is too small for the request', { freesAt: null }, 18_000],
  ])('%s', (_, parts, seconds) => {
    expect(retryAfterSeconds(state('a', parts), NOW)).toBe(seconds);
  });
});
