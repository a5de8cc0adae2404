import { describe, expect, it } from 'vitest';
import { nameOf } from '../../../src/provider/google/address.ts';
import { familyOf } from '../../../src/provider/google/family.ts';
import type { Thought } from '../../../src/tenant/policy.ts';
import { tokens } from '../../../src/unit.ts';
import { callOf, GEMINI_3 } from './calling.ts';

const thought = (thinking: Thought) => ({
  thinking,
  instant: { level: 'low' as const },
  mini: { level: 'none' as const },
});

it('an id that is the collection alone is no model, and its call names it all the same', () => {
  expect([nameOf('models/gemini-3-flash'), nameOf('gemini-3-flash'), nameOf('models/')]).toEqual([
    ...['gemini-3-flash', 'gemini-3-flash', 'models/'],
  ]);
});

describe('the address and the key of a call to Gemini', () => {
  it('are those of a whole answer', async () => {
    const { url, headers } = await callOf();
    expect(url).toBe(`https://generativelanguage.googleapis.com/v1beta/models/${GEMINI_3}:generateContent`);
    expect(headers).toEqual({
      'content-type': 'application/json',
      accept: 'application/json',
      'x-goog-api-key': 'sk-secret',
    });
  });

  it('are those of a stream of events', async () => {
    const { url, headers } = await callOf({ ask: { stream: true } });
    expect(url).toBe(
      `https://generativelanguage.googleapis.com/v1beta/models/${GEMINI_3}:streamGenerateContent?alt=sse`,
    );
    expect(headers['accept']).toBe('text/event-stream');
  });

  it.each([
    ['a/../../b?c#d', 'a%2F..%2F..%2Fb%3Fc%23d'],
    ['models/gemini-3-flash', 'gemini-3-flash'],
  ])('have the id %s within its own segment', async (id, segment) => {
    const { url } = await callOf({}, { id }, { baseUrl: 'https://mirror.example/v1' });
    expect(url).toBe(`https://mirror.example/v1/models/${segment}:generateContent`);
  });

  it('hold the key in the header alone', async () => {
    const { url, body } = await callOf();
    expect(url + body).not.toContain('sk-secret');
  });
});

describe('the cap on the answer', () => {
  it('is the ledger’s, else the client’s, and no larger than the model has room for', async () => {
    const limit = async (ordered: object, model = {}) =>
      (await callOf(ordered, { id: GEMINI_3, ...model })).json['generationConfig'];
    expect(await limit({ outputCap: 500, ask: { outputLimit: tokens(900) } })).toEqual({ maxOutputTokens: 500 });
    expect(await limit({ ask: { outputLimit: tokens(900) } })).toEqual({ maxOutputTokens: 900 });
    expect(await limit({ outputCap: 500 }, { context: tokens(110) })).toEqual({ maxOutputTokens: 100 });
    expect(await limit({})).toBeUndefined();
  });

  it.each([
    ['gemini-2.0-flash', 8192],
    ['gemini-2.5-flash', 16_384],
    ['gemini-3.1-pro-preview', 16_384],
  ])('of %s is no larger than it allows, since more is refused', async (id, most) => {
    const { json } = await callOf({ outputCap: 16_384 }, { id });
    expect(json['generationConfig']).toEqual({ maxOutputTokens: most });
  });
});

describe('thought is told in the words of', () => {
  const high: Thought = { level: 'high' };
  const none: Thought = { level: 'none' };
  const cases: readonly [id: string, Thought, object | undefined][] = [
    ['gemini-3-pro-preview', high, { thinkingLevel: 'HIGH', includeThoughts: true }],
    ['gemini-3-pro-preview', { level: 'medium' }, { thinkingLevel: 'HIGH', includeThoughts: true }],
    ['gemini-3-pro-preview', none, { thinkingLevel: 'LOW', includeThoughts: false }],
    ['gemini-3.1-pro-preview', { level: 'medium' }, { thinkingLevel: 'MEDIUM', includeThoughts: true }],
    ['gemini-3.1-pro-preview', { budget: tokens(3000) }, { thinkingLevel: 'MEDIUM', includeThoughts: true }],
    ['gemini-3-flash-preview', none, { thinkingLevel: 'MINIMAL', includeThoughts: false }],
    ['gemini-3.8-flash', { level: 'minimal' }, { thinkingLevel: 'LOW', includeThoughts: true }],
    ['gemini-4-hydrogen', { level: 'xhigh' }, { thinkingLevel: 'XHIGH', includeThoughts: true }],
    ['gemini-9-unheard-of', { level: 'xhigh' }, { thinkingLevel: 'HIGH', includeThoughts: true }],
    ['gemini-2.5-flash', high, { thinkingBudget: 16_384, includeThoughts: true }],
    ['gemini-2.5-flash', { budget: tokens(90_000) }, { thinkingBudget: 24_576, includeThoughts: true }],
    ['gemini-2.5-flash', none, { thinkingBudget: 0 }],
    ['gemini-2.5-flash-lite', { budget: tokens(7) }, { thinkingBudget: 512, includeThoughts: true }],
    ['gemini-2.5-pro', none, { thinkingBudget: 128, includeThoughts: false }],
    ['gemini-2.0-flash', high, undefined],
    ['gemini-3-pro-image-preview', high, undefined],
    ['gemma-3-27b-it', high, undefined],
  ];
  it.each(cases)('%s, to whom %j is', async (id, wish, expected) => {
    const { json } = await callOf({ effort: 'thinking' }, { id, thought: thought(wish) });
    expect(Object(json['generationConfig'])['thinkingConfig']).toEqual(expected);
  });

  it('nobody, where the policy does not say that the model reasons', async () => {
    expect((await callOf({ effort: 'thinking' })).json).not.toHaveProperty('generationConfig');
  });
});

it('a level and a budget are never sent together', () => {
  for (const id of ['gemini-2.5-pro', 'gemini-3-pro', 'gemini-4-carbon', 'gemini-flash-latest', 'gemini-pro-latest']) {
    expect(familyOf(id).thinking.by).toBe(id.startsWith('gemini-2') ? 'budget' : 'level');
  }
});
