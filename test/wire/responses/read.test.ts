import { describe, expect, it } from 'vitest';
import { Refusal } from '../../../src/error.ts';
import { readQuestion } from '../../../src/wire/question.ts';
import { responseId } from '../../../src/wire/responses/own-ids.ts';
import { readResponses } from '../../../src/wire/responses/read.ts';

const NO_HEADERS = { user: null, session: null, effort: null };
const user = (content: unknown) => ({ role: 'user', content });
const bodyOf = (json: object) => ({ json, bytes: JSON.stringify(json).length });
const ask = (json: object, headers = {}) => readResponses(bodyOf(json), { ...NO_HEADERS, ...headers });

describe('a Responses body', () => {
  it('goes on as it came, with every field that nobody here knows', () => {
    const body = { model: 'auto', input: 'hi', a_new_parameter: { deep: [1] }, tools: [{ type: 'brand_new', x: 1 }] };
    expect(ask(body).body).toEqual(body);
  });

  it('has the words of every turn, its instructions first', () => {
    const { turns } = ask({
      instructions: 'be brief',
      input: [
        { type: 'message', role: 'developer', content: 'be kind' },
        user([
          { type: 'input_text', text: 'what is' },
          { type: 'input_image', image_url: 'https://x' },
          { type: 'input_text', text: 'this?' },
        ]),
        { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'hm' }] },
        { type: 'function_call', call_id: '1', name: 'f', arguments: '{}' },
        { type: 'function_call', call_id: '2', name: 'g', arguments: '{}' },
        { type: 'function_call_output', call_id: '1', output: 'a cat' },
        { type: 'function_call_output', call_id: '2', output: [{ type: 'input_text', text: 'a dog' }] },
        {
          type: 'message',
          role: 'assistant',
          content: [
            { type: 'output_text', text: 'Both.' },
            { type: 'refusal', refusal: 'No.' },
          ],
        },
      ],
    });
    expect(turns).toEqual([
      { role: 'system', text: 'be brief' },
      { role: 'system', text: 'be kind' },
      { role: 'user', text: 'what is\nthis?' },
      { role: 'assistant', text: '' },
      { role: 'tool', text: 'a cat' },
      { role: 'tool', text: 'a dog' },
      { role: 'assistant', text: 'Both.\nNo.' },
    ]);
  });

  it('names what it needs', () => {
    expect(ask({ input: 'hi', tools: [] }).needs).toEqual([]);
    expect(ask({ input: 'hi', tools: [{ type: 'web_search' }] }).needs).toEqual(['tools']);
    expect(ask({ input: 'hi', text: { format: { type: 'text' } } }).needs).toEqual([]);
    expect(ask({ input: 'hi', text: { format: { type: 'json_schema', name: 'a', schema: {} } } }).needs).toEqual([
      'json',
    ]);
    const media = [
      { type: 'input_image', image_url: 'https://x' },
      { type: 'input_audio', input_audio: { data: 'AA', format: 'wav' } },
      { type: 'input_file', file_id: 'file_1' },
    ];
    const { needs, modality, images } = ask({ input: [user(media)] });
    expect({ needs, modality, images }).toEqual({
      needs: ['vision', 'audio'],
      modality: ['text', 'image', 'audio', 'file'],
      images: 1,
    });
  });

  it('counts an image not by its bytes, wherever it stands', () => {
    const data = `data:image/png;base64,${'A'.repeat(50_000)}`;
    const image = { type: 'input_image', image_url: data };
    const inputs = [
      [user([image])],
      [{ type: 'function_call_output', call_id: '1', output: [image] }],
      [{ type: 'computer_call_output', call_id: '1', output: { type: 'computer_screenshot', image_url: data } }],
      [{ type: 'image_generation_call', id: 'ig_1', result: 'A'.repeat(50_000) }, user('make it red')],
    ];
    for (const input of inputs) {
      const { inputBytes, images } = ask({ input });
      expect(images).toBe(1);
      expect(inputBytes).toBeLessThan(300);
    }
    expect(ask({ input: 'x'.repeat(5000) }).inputBytes).toBeGreaterThan(5000);
  });

  it('has its cap, its stream, its end user and its effort where this wire has them', () => {
    expect(ask({ input: 'hi', max_output_tokens: 20, stream: true })).toMatchObject({
      outputLimit: 20,
      stream: true,
      wantsUsage: true,
    });
    expect(ask({ input: 'hi', user: '', safety_identifier: 'b', metadata: { user_id: 'c' } }).user).toBe('b');
    const reasoning = { effort: 'high' };
    expect(ask({ input: 'hi', reasoning }).effort).toEqual({ wish: 'thinking', by: 'reasoning_effort' });
    expect(ask({ input: 'hi', reasoning }, { effort: 'mini' }).effort).toEqual({ wish: 'mini', by: 'header' });
  });

  it('says what its provider keeps', () => {
    const from = (body: object) => ask({ input: 'hi', ...body }).state;
    expect(from({})).toEqual({ from: null, refers: false, keeps: true });
    expect(from({ store: false })).toMatchObject({ keeps: false });
    expect(from({ previous_response_id: 'resp_1' })).toMatchObject({
      from: { id: 'resp_1', field: 'previous_response_id' },
    });
    for (const conversation of ['conv_1', { id: 'conv_1' }]) {
      expect(from({ conversation })).toMatchObject({ from: { id: 'conv_1', field: 'conversation' } });
    }
    expect(ask({ input: [{ type: 'item_reference', id: 'msg_1' }] }).state).toMatchObject({ refers: true });
    expect(ask({ previous_response_id: 'resp_1' }).turns).toEqual([]);
    expect(ask({ prompt: { id: 'pmpt_1' } }).turns).toEqual([]);
  });

  const bad: [string, object, string | null][] = [
    ['no input', {}, 'input'],
    ['an empty input', { input: [] }, 'input'],
    ['a number for input', { input: 7 }, 'input'],
    ['a role nobody knows', { input: [{ role: 'king', content: 'hi' }] }, 'input.0.role'],
    ['a number for content', { input: [user('hi'), user(7)] }, 'input.1.content'],
    ['a cap of zero', { input: 'hi', max_output_tokens: 0 }, 'max_output_tokens'],
    ['a tool without a type', { input: 'hi', tools: [{ name: 'f' }] }, 'tools.0.type'],
    ['an answer in the background', { input: 'hi', background: true }, 'background'],
    [
      'an answer that we translated',
      { input: 'hi', previous_response_id: responseId('01ARZ3NDEKTSV4RRFFQ69G5FAV') },
      'previous_response_id',
    ],
    ['a list for a body', [], null],
  ];
  it.each(bad)('is refused with %s, and says where', (_, body, param) => {
    expect(whyRefused(() => ask(body))).toMatchObject({ code: 'invalid_request', param });
  });
});

describe('a question for /v1/route', () => {
  const question = (json: object) => readQuestion(bodyOf(json), NO_HEADERS);

  it('is read as Responses where it has an input or goes on from an answer, and as a chat where it has messages', () => {
    expect(question({ input: 'hi' }).wire).toBe('responses');
    expect(question({ previous_response_id: 'resp_1' }).wire).toBe('responses');
    expect(question({ conversation: 'conv_1' }).wire).toBe('responses');
    expect(question({ messages: [user('hi')], input: 'x' }).wire).toBe('chat');
    expect(whyRefused(() => question({})).param).toBe('input');
  });
});

function whyRefused(act: () => unknown): { readonly code: string; readonly param?: string | null } {
  try {
    act();
  } catch (error) {
    if (error instanceof Refusal) return error.why;
    throw error;
  }
  throw new Error('Nothing was refused.');
}
