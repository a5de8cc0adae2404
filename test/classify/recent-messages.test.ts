import { describe, expect, it } from 'vitest';
import {
  FRAMING_TOKENS,
  MAX_MESSAGES,
  recentMessages,
  trimMiddle,
  trimToTokens,
} from '../../src/classify/recent-messages.ts';
import { estimateTokens } from '../../src/classify/tokens.ts';
import type { Turn } from '../../src/wire/ask.ts';

const user = (text: string): Turn => ({ role: 'user', text });
const total = (messages: ReturnType<typeof recentMessages>): number =>
  messages.reduce((sum, { content }) => sum + estimateTokens(JSON.stringify(content)) + FRAMING_TOKENS, 0);

describe('the messages a model is shown', () => {
  it('are those of user and assistant that say something, oldest first', () => {
    const turns: Turn[] = [
      { role: 'system', text: 'be brief' },
      user('hello'),
      { role: 'assistant', text: 'hi' },
      { role: 'tool', text: '{"rows":3}' },
      { role: 'assistant', text: ' \n' },
      user('plan a trip'),
    ];
    expect(recentMessages(turns, 1000)).toEqual([
      { role: 'user', content: 'hello' },
      { role: 'assistant', content: 'hi' },
      { role: 'user', content: 'plan a trip' },
    ]);
  });

  it('are the last 16 of a conversation of 100', () => {
    const turns = Array.from({ length: 100 }, (_, at) => user(`message ${at}`));
    const messages = recentMessages(turns, 8192);
    expect(messages.map(({ content }) => content)).toEqual(turns.slice(-MAX_MESSAGES).map(({ text }) => text));
  });

  it('stay within the budget when all of 100 are long, the last one included', () => {
    const turns = Array.from({ length: 100 }, (_, at) => user(`start${at} ${'word '.repeat(40_000)} end${at}`));
    const messages = recentMessages(turns, 2000);
    expect(total(messages)).toBeLessThanOrEqual(2000);
    expect(messages.length).toBeGreaterThan(2);
    expect(messages.at(-1)?.content).toMatch(/^start99 .+ … .+ end99$/);
  });

  it('leave a short history whole beside a last message of 200 KB', () => {
    const messages = recentMessages([user('about my cat'), user('x '.repeat(100_000))], 1000);
    expect(messages[0]?.content).toBe('about my cat');
    expect(total(messages)).toBeLessThanOrEqual(1000);
  });

  it('are measured as they will be encoded', () => {
    const encode = (text: string) => JSON.stringify(text).replaceAll('<', '\\u003c');
    const [message] = recentMessages([user('<'.repeat(5000))], 400, encode);
    expect(estimateTokens(encode(message?.content ?? ''))).toBeLessThanOrEqual(400);
  });

  it('are none where only a system prompt speaks, or where there is no budget', () => {
    expect(recentMessages([{ role: 'system', text: 'be brief' }], 1000)).toEqual([]);
    expect(recentMessages([user('hello')], 10)).toEqual([]);
  });
});

describe('a long text', () => {
  it('keeps 60 % of its head and 40 % of its tail', () => {
    const trimmed = trimMiddle(`${'a'.repeat(500)}${'b'.repeat(500)}`, 103);
    expect(trimmed).toBe(`${'a'.repeat(60)} … ${'b'.repeat(40)}`);
  });

  it('is never cut inside of a character', () => {
    for (let most = 4; most < 40; most++) {
      const trimmed = trimMiddle('😀'.repeat(50), most);
      expect(trimmed.isWellFormed()).toBe(true);
      expect(trimmed.length).toBeLessThanOrEqual(most);
    }
  });

  it.each([
    'word '.repeat(50_000),
    '漢'.repeat(50_000),
    '<'.repeat(50_000),
    `${'a'.repeat(90_000)}${'漢'.repeat(90_000)}`,
  ])('is brought down to its tokens whatever it is made of', (text) => {
    expect(estimateTokens(trimToTokens(text, 300))).toBeLessThanOrEqual(300);
  });
});
