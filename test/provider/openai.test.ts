import { describe, expect, it } from 'vitest';
import { openAiDialect } from '../../src/provider/openai.ts';

const { readEvent, readWhole } = openAiDialect({ baseUrl: 'https://x', outputCapField: 'max_tokens' });
const chunk = (delta: object, rest: object = {}) =>
  JSON.stringify({ id: 'c', choices: [{ index: 0, delta, ...rest }] });

describe('an event of an OpenAI stream', () => {
  it('with a role only is no content', () => {
    expect(readEvent(chunk({ role: 'assistant', content: '' }))).toMatchObject({
      content: false,
      finished: [],
      error: null,
    });
    expect(readEvent(chunk({ role: 'assistant', content: null, refusal: null, tool_calls: [] }))?.content).toBe(false);
  });

  const contents: [string, object, string][] = [
    ['text', { content: 'Hello' }, 'Hello'],
    ['a refusal', { refusal: 'I cannot' }, 'I cannot'],
    ['reasoning', { reasoning_content: 'First' }, 'First'],
    ['reasoning under its other name', { reasoning: 'First' }, 'First'],
    [
      'a tool call',
      { tool_calls: [{ index: 0, function: { arguments: '{}' } }] },
      '[{"index":0,"function":{"arguments":"{}"}}]',
    ],
    ['content parts', { content: [{ type: 'text', text: 'Hi' }] }, '[{"type":"text","text":"Hi"}]'],
  ];
  for (const [name, delta, text] of contents) {
    it(`with ${name} is content`, () => expect(readEvent(chunk(delta))).toMatchObject({ content: true, text }));
  }

  it('says when the model stopped and when the stream is over', () => {
    expect(readEvent(chunk({}, { finish_reason: 'stop' }))).toMatchObject({ finished: [0], done: false });
    expect(readEvent('[DONE]')).toMatchObject({ done: true });
  });

  it('is only usage when it has no choices, and not when it has no usage either', () => {
    const usage = { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 };
    expect(readEvent(JSON.stringify({ choices: [], usage }))).toMatchObject({
      usageOnly: true,
      usage: { input: 9, output: 3 },
    });
    expect(readEvent(JSON.stringify({ choices: [], prompt_filter_results: [] }))).toMatchObject({
      usageOnly: false,
      usage: null,
    });
    expect(readEvent(JSON.stringify({ usage }))).toMatchObject({ usageOnly: true });
  });

  it('may be an error, in either shape', () => {
    expect(readEvent('{"error":{"message":"overloaded","type":"server_error"}}')?.error).toBe('overloaded');
    expect(readEvent('{"error":"overloaded"}')?.error).toBe('overloaded');
    expect(readEvent('{"error":{"code":500}}')?.error).toBe('an error without a message');
  });

  it('that is no JSON object cannot be read', () => {
    for (const data of ['{"choices":[', 'upstream timed out', '7', '']) expect(readEvent(data)).toBeNull();
  });
});

describe('usage', () => {
  const usageOf = (usage: object) => readEvent(JSON.stringify({ choices: [], usage }))?.usage;
  it('counts reasoning once, where it is inside the completion', () => {
    expect(
      usageOf({
        prompt_tokens: 10,
        completion_tokens: 50,
        total_tokens: 60,
        completion_tokens_details: { reasoning_tokens: 40 },
      }),
    ).toMatchObject({ input: 10, output: 50, reasoning: 40 });
  });
  it('counts reasoning that a provider (xAI) leaves out of the completion', () => {
    expect(
      usageOf({
        prompt_tokens: 12,
        completion_tokens: 1,
        total_tokens: 303,
        completion_tokens_details: { reasoning_tokens: 290 },
      }),
    ).toMatchObject({ input: 12, output: 291, reasoning: 290 });
  });
  it('knows what was cached, by OpenAI or DeepSeek, and unknown is not nought', () => {
    expect(
      usageOf({ prompt_tokens: 10, completion_tokens: 1, prompt_tokens_details: { cached_tokens: 8 } })?.cachedInput,
    ).toBe(8);
    expect(usageOf({ prompt_tokens: 10, completion_tokens: 1, prompt_cache_hit_tokens: 6 })?.cachedInput).toBe(6);
    expect(usageOf({ prompt_tokens: 10, completion_tokens: 1 })?.cachedInput).toBeUndefined();
  });
  it('that makes no sense is no usage', () => {
    expect(usageOf({ prompt_tokens: -5, completion_tokens: 1 })).toBeNull();
    expect(usageOf({ prompt_tokens: 'many', completion_tokens: 1 })).toBeNull();
    expect(usageOf({ prompt_tokens: 1e300, completion_tokens: 1 })).toBeNull();
  });
});

describe('a whole answer', () => {
  it('has content, a finish and usage', () => {
    const answer = {
      choices: [{ message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 1, completion_tokens: 1 },
    };
    expect(readWhole(JSON.stringify(answer))).toMatchObject({
      content: true,
      text: 'Hi',
      finished: [0],
      usage: { input: 1 },
    });
  });
  it('without choices is none, unless it is an error', () => {
    expect(readWhole('{"id":"x"}')).toBeNull();
    expect(readWhole('<html>')).toBeNull();
    expect(readWhole('{"error":{"message":"no"}}')?.error).toBe('no');
  });
});
