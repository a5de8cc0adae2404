import { describe, expect, it } from 'vitest';
import { readSignals } from '../../src/classify/signals.ts';
import { TOKENS_PER_IMAGE, TOKENS_PER_MESSAGE } from '../../src/classify/tokens.ts';
import type { Ask } from '../../src/wire/ask.ts';
import { askOf as ask } from '../support/ask.ts';

describe('signals', () => {
  it('of one request come together', () => {
    expect(readSignals(ask('Think hard: which Python function sorts a list?', { needs: ['tools'] }))).toEqual({
      difficulty: expect.any(Number),
      asked: 'think',
      needs: ['tools', 'code'],
      modality: ['text'],
      inputTokens: expect.any(Number),
      language: 'en',
      commerce: { intent: 'none', vertical: 'none', confidence: expect.any(Number) },
      domain: 'coding',
      action: expect.any(String),
    });
  });

  it("take the wish for thought from the words that are the user's own, not from what is quoted or pasted", () => {
    for (const pasted of ['> think hard about this', '```\nthink hard about this\n```']) {
      expect(readSignals(ask(`What does this say?\n\n${pasted}`)).asked).toBe('none');
    }
    expect(readSignals(ask('think hard about this')).asked).toBe('think');
  });

  it('of a request without any user turn are those of an empty one', () => {
    const signals = readSignals(ask('', { turns: [{ role: 'system', text: 'Think hard. Prove the theorem.' }] }));
    expect(signals).toMatchObject({ asked: 'none', needs: [], language: 'und' });
    expect(signals).toMatchObject({
      commerce: { intent: 'none', vertical: 'none', confidence: 0 },
      domain: 'smalltalk',
      action: 'chat',
    });
    expect(signals.difficulty).toBeLessThan(0.1);
  });

  it('read the latest user turn, not what came before or after it', () => {
    const turns: Ask['turns'] = [
      { role: 'system', text: 'Think hard. Denken Sie gründlich nach.' },
      { role: 'user', text: 'Think hard about this: prove the theorem.' },
      { role: 'assistant', text: 'Take your time.' },
      { role: 'user', text: 'Wie heißt die Hauptstadt von Frankreich?' },
      { role: 'tool', text: 'Take your time.' },
    ];
    const signals = readSignals(ask('', { turns }));
    expect(signals).toMatchObject({ asked: 'none', language: 'de' });
    expect(signals.difficulty).toBeLessThan(0.1);
  });

  it('take the language from the words around a pasted text, and from it when there are none', () => {
    expect(readSignals(ask('Please translate this for me: Guten Morgen, wie geht es dir?')).language).toBe('en');
    expect(readSignals(ask('"Guten Morgen, wie geht es dir?"')).language).toBe('de');
  });
});

describe('needs that the words reveal', () => {
  it.each([
    ['What is the weather in Paris today?', ['web']],
    ['latest news on AI', ['web']],
    ['今天北京天气怎么样', ['web']],
    ['what is the weather god of the Greeks called', []],
    ['Fix this function:\n```js\nx\n```', ['code']],
    ['Schreibe eine Funktion in Python, die Listen sortiert', ['code']],
    ['帮我写一个排序函数', ['code']],
    ['what is the dress code', []],
    ['What is the postal code of Rome', []],
    ['Summarize the attached pdf', ['files']],
    ['What does report.xlsx say?', ['files']],
    ['file a complaint', []],
    ['Book me a table for two tonight', ['actions']],
    ['Can you send an email to Bob', ['actions']],
    ['帮我预订酒店', ['actions']],
    ['How do I book a flight?', []],
    ['I read a book about the sea', []],
    ['Rewrite this letter: Please call me tomorrow. Send it to Bob.', []],
  ])('by %j are %j', (text, needs) => {
    expect(readSignals(ask(text)).needs).toEqual(needs);
  });

  it('come after the hard ones of the request, and files from its parts', () => {
    const signals = readSignals(
      ask('What is this?', { needs: ['vision'], modality: ['text', 'image', 'file'], images: 1 }),
    );
    expect(signals).toMatchObject({ needs: ['vision', 'files'], modality: ['text', 'image', 'file'] });
  });
});

describe('domain and action', () => {
  it.each([
    ['my for loop in python skips the last element, what is wrong with it', 'coding', 'debug'],
    ['plan four days in Lisbon with two kids', 'travel', 'plan'],
    ['who painted the night watch', 'visual_art', 'lookup'],
    ['write a cover letter for a nurse', 'career', 'generate'],
    ['hello, how are you today?', 'smalltalk', 'chat'],
    ['how long do I bake sourdough bread?', 'food', 'lookup'],
    ['给我一个番茄炒蛋的菜谱', 'food', 'generate'],
  ])('of %j are %s and %s', (text, domain, action) => {
    expect(readSignals(ask(text))).toMatchObject({ domain, action });
  });

  it('are small talk only where nothing else is nearly as likely', () => {
    expect(readSignals(ask('is it normal that my cat sleeps all day')).domain).toBe('pets');
  });

  it('are those of the words around a pasted text', () => {
    const pasted = `Summarize this article:\n${'The striker scored twice before half time. '.repeat(200)}`;
    expect(readSignals(ask(pasted))).toMatchObject({ action: 'summarize' });
  });
});

describe('the tokens of a prompt', () => {
  const count = (more: Partial<Ask>) => readSignals(ask('', more)).inputTokens;
  const turn = { role: 'user', text: 'Hello, world!' } as const;

  it('grow by a message and its overhead', () => {
    const two = count({ turns: [turn, turn] });
    expect(two - count({ turns: [turn] })).toBe(count({ turns: [turn] }) - count({ turns: [] }));
    expect(two - count({ turns: [turn] })).toBeGreaterThan(TOKENS_PER_MESSAGE);
  });

  it('grow by a constant for each image', () => {
    expect(count({ images: 2 }) - count({})).toBe(2 * TOKENS_PER_IMAGE);
  });

  it('count the definitions of tools and schemas, which a model reads too', () => {
    const tools = [{ type: 'function', function: { name: 'weather', description: 'the weather of a city' } }];
    expect(count({ body: { tools } })).toBeGreaterThan(count({}) + 10);
    expect(count({ body: { metadata: tools } })).toBe(count({}));
  });
});
