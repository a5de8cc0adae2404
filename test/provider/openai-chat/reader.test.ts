import { describe, expect, it } from 'vitest';
import { isContent, type Part } from '../../../src/part.ts';
import { chatReader, readWholeChat } from '../../../src/provider/openai-chat/reader.ts';

const event = (data: string) => ({ name: null, data });
const chunk = (delta: object, rest: object = {}) =>
  JSON.stringify({ id: 'c', model: 'm', choices: [{ index: 0, delta, ...rest }] });

/** The parts of a stream after its start, and how it ended. */
function partsOf(events: readonly string[], choices = 1): readonly Part[] {
  const reader = chatReader(choices);
  return events.flatMap((data) => reader.read(event(data))?.parts ?? []).filter(({ kind }) => kind !== 'start');
}

describe('an event of a chat stream', () => {
  it('with a role only is no content', () => {
    for (const delta of [
      { role: 'assistant', content: '' },
      { content: null, refusal: null, tool_calls: [] },
    ]) {
      const reading = chatReader(1).read(event(chunk(delta)));
      expect(reading).toEqual({ parts: [{ kind: 'start', id: 'c', model: 'm' }], done: false, usageOnly: false });
      expect(reading?.parts.some(isContent)).toBe(false);
    }
  });

  const contents: [string, object, Part[]][] = [
    ['text', { content: 'Hello' }, [{ kind: 'text', text: 'Hello' }]],
    ['a refusal', { refusal: 'I cannot' }, [{ kind: 'refusal', text: 'I cannot' }]],
    ['reasoning', { reasoning_content: 'First' }, [{ kind: 'reasoning', text: 'First' }]],
    ['reasoning under its other name', { reasoning: 'First' }, [{ kind: 'reasoning', text: 'First' }]],
    ['content in pieces', { content: [{ type: 'text', text: 'Hi' }] }, [{ kind: 'text', text: 'Hi' }]],
    [
      'a thought in pieces, as Mistral has it',
      { content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'Hm' }] }] },
      [{ kind: 'reasoning', text: 'Hm' }],
    ],
    [
      'a call without an id',
      { tool_calls: [{ index: 0, function: { name: 'f', arguments: '{}' } }] },
      [
        { kind: 'call', call: 0, id: 'call_0', name: 'f' },
        { kind: 'arguments', call: 0, json: '{}' },
      ],
    ],
    [
      'a call whose arguments are an object',
      { tool_calls: [{ id: 'a', function: { name: 'f', arguments: { x: 1 } } }] },
      [
        { kind: 'call', call: 0, id: 'a', name: 'f' },
        { kind: 'arguments', call: 0, json: '{"x":1}' },
      ],
    ],
    [
      'the call of old',
      { function_call: { name: 'f', arguments: '{}' } },
      [
        { kind: 'call', call: 0, id: 'call_0', name: 'f' },
        { kind: 'arguments', call: 0, json: '{}' },
      ],
    ],
    [
      'a call that Gemini signed',
      {
        tool_calls: [
          { index: 0, id: 'a', function: { name: 'f' }, extra_content: { google: { thought_signature: 's' } } },
        ],
      },
      [{ kind: 'call', call: 0, id: 'a', name: 'f', signature: { issuer: 'google', value: 's' } }],
    ],
    [
      'a thought that OpenRouter signed, shown once',
      {
        reasoning: 'Hm',
        reasoning_details: [{ type: 'reasoning.text', text: 'Hm', signature: 's', format: 'anthropic-claude-v1' }],
      },
      [
        { kind: 'reasoning', text: 'Hm' },
        { kind: 'signature', signature: { issuer: 'openrouter', value: 's' } },
      ],
    ],
    [
      'a sealed thought, as our own chat wire writes it',
      { reasoning_details: [{ type: 'reasoning.encrypted', data: 'x', id: 'rs_1', format: 'openai' }] },
      [{ kind: 'sealed', signature: { issuer: 'openai', value: 'x' }, id: 'rs_1' }],
    ],
    [
      'what it rests on',
      {
        annotations: [
          { type: 'url_citation', url_citation: { url: 'https://a.example', title: 'A' } },
          { type: 'odd' },
        ],
      },
      [{ kind: 'source', url: 'https://a.example', title: 'A' }],
    ],
    [
      'speech',
      { audio: { id: 'x', data: 'AA==', transcript: 'Hi' } },
      [{ kind: 'audio', data: 'AA==', transcript: 'Hi' }],
    ],
  ];
  for (const [name, delta, parts] of contents) {
    it(`with ${name} is content`, () => {
      expect(partsOf([chunk(delta)])).toEqual(parts);
      expect(parts.some(isContent)).toBe(true);
    });
  }

  it('goes on with the call it names, and with the choice', () => {
    const first = { tool_calls: [{ index: 1, id: 'b', function: { name: 'g', arguments: '' } }] };
    const more = { tool_calls: [{ index: 1, function: { arguments: '{"x"' } }] };
    expect(partsOf([chunk(first, { index: 2 }), chunk(more, { index: 2 })], 3)).toEqual([
      { kind: 'call', call: 0, id: 'b', name: 'g', choice: 2 },
      { kind: 'arguments', call: 0, json: '{"x"', choice: 2 },
    ]);
  });

  it('is only usage when it has no choices, and not when it has no usage either', () => {
    const usage = { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 };
    const read = (data: object) => chatReader(1).read(event(JSON.stringify(data)));
    expect(read({ choices: [], usage })?.usageOnly).toBe(true);
    expect(read({ usage })?.usageOnly).toBe(true);
    expect(read({ choices: [], prompt_filter_results: [] })?.usageOnly).toBe(false);
    expect(partsOf([JSON.stringify({ choices: [], usage })])).toMatchObject([
      { kind: 'usage', usage: { input: 9, output: 3 } },
    ]);
  });

  it.each([
    ['{"error":{"message":"overloaded","type":"server_error"}}', { kind: 'error', message: 'overloaded' }],
    ['{"error":{"message":"slow down","code":429}}', { kind: 'error', message: 'slow down', status: 429 }],
    ['{"error":"overloaded"}', { kind: 'error', message: 'overloaded' }],
    ['{"error":{"code":500}}', { kind: 'error', message: 'an error without a message' }],
  ])('may be an error: %s', (data, part) => expect(partsOf([data])).toEqual([part]));

  it('that is no JSON object cannot be read', () => {
    for (const data of ['{"choices":[', 'upstream timed out', '7', ''])
      expect(chatReader(1).read(event(data))).toBeNull();
  });
});

describe('the end of a chat stream', () => {
  const USAGE = JSON.stringify({ choices: [], usage: { prompt_tokens: 1, completion_tokens: 2 } });

  it('finishes with the reason and the usage that came before', () => {
    const reader = chatReader(1);
    for (const data of [chunk({ content: 'a' }), chunk({}, { finish_reason: 'length' }), USAGE])
      reader.read(event(data));
    expect(reader.read(event('[DONE]'))).toMatchObject({
      parts: [{ kind: 'finish', reason: 'length', usage: { input: 1, output: 2 } }],
      done: true,
    });
  });

  it('may lack its mark when every choice has stopped, and then is whole', () => {
    const reader = chatReader(2);
    reader.read(event(chunk({}, { finish_reason: 'stop' })));
    expect(reader.end()).toBeNull();
    reader.read(event(chunk({}, { index: 1, finish_reason: 'tool_calls' })));
    expect(reader.end()).toMatchObject([
      { kind: 'finish', reason: 'stop' },
      { kind: 'finish', reason: 'tool_calls', choice: 1 },
    ]);
  });

  it('tells a running count from the last', () => {
    const counted = (finish: string | null) =>
      JSON.stringify({
        choices: [{ index: 0, delta: {}, finish_reason: finish }],
        usage: { prompt_tokens: 1, completion_tokens: 1 },
      });
    expect(partsOf([counted(null)])).toMatchObject([{ kind: 'usage', running: true }]);
    expect(partsOf([counted('stop')])).toMatchObject([{ kind: 'usage', running: false }]);
  });
});

describe('usage', () => {
  const usageOf = (usage: object) => {
    const part = partsOf([JSON.stringify({ choices: [], usage })])[0];
    return part?.kind === 'usage' ? part.usage : null;
  };
  const completion = { prompt_tokens: 10, completion_tokens: 50, total_tokens: 60 };

  it('counts reasoning once, where it is inside the completion', () => {
    expect(usageOf({ ...completion, completion_tokens_details: { reasoning_tokens: 40 } })).toMatchObject({
      ...{ input: 10, output: 50, reasoning: 40 },
    });
  });
  it('counts reasoning that a provider (xAI) leaves out of the completion', () => {
    const xai = { prompt_tokens: 12, completion_tokens: 1, total_tokens: 303 };
    expect(usageOf({ ...xai, completion_tokens_details: { reasoning_tokens: 290 } })).toMatchObject({
      ...{ input: 12, output: 291, reasoning: 290 },
    });
  });
  it('knows what was cached and what was sound, and unknown is not nought', () => {
    expect(usageOf({ ...completion, prompt_tokens_details: { cached_tokens: 8, audio_tokens: 2 } })).toMatchObject({
      ...{ cachedInput: 8, audioInput: 2 },
    });
    expect(usageOf({ ...completion, prompt_cache_hit_tokens: 6 })?.cachedInput).toBe(6);
    expect(usageOf(completion)).toMatchObject({ cachedInput: undefined, reasoning: undefined, audioInput: undefined });
  });
  it('that makes no sense is no usage', () => {
    for (const tokens of [-5, 'many', 1e300]) {
      expect(usageOf({ prompt_tokens: tokens, completion_tokens: 1 })).toBeNull();
    }
  });
});

describe('a whole answer', () => {
  it('has content, a finish and usage', () => {
    const answer = {
      choices: [{ message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 1, completion_tokens: 1 },
    };
    expect(readWholeChat(JSON.stringify(answer))).toMatchObject([
      { kind: 'start' },
      { kind: 'text', text: 'Hi' },
      { kind: 'usage', usage: { input: 1 } },
      { kind: 'finish', reason: 'stop', usage: { input: 1 } },
    ]);
  });
  it('without choices is none, unless it is an error', () => {
    expect(readWholeChat('{"id":"x"}')).toBeNull();
    expect(readWholeChat('<html>')).toBeNull();
    expect(readWholeChat('{"error":{"message":"no"}}')).toEqual([{ kind: 'error', message: 'no' }]);
  });
});
