import { describe, expect, it } from 'vitest';
import { Refusal } from '../../../src/error.ts';
import type { Signature } from '../../../src/part.ts';
import { promptOfResponses } from '../../../src/wire/responses/prompt.ts';
import { readResponses } from '../../../src/wire/responses/read.ts';
import { writeSeal } from '../../../src/wire/responses/seal.ts';
import builtInTools from '../../fixtures/openai-agents/built-in-tools.json';
import firstTurn from '../../fixtures/openai-agents/first-turn.json';
import handoff from '../../fixtures/openai-agents/handoff.json';
import toolResults from '../../fixtures/openai-agents/tool-results.json';
import { promptOf } from '../../support/ask.ts';

const prompt = (body: object) =>
  readResponses({ json: body, bytes: 100 }, { user: null, session: null, effort: null }).prompt();
const text = (words: string) => ({ kind: 'text', text: words });
const user = (content: unknown) => ({ role: 'user', content });

describe('the requests of OpenAI Agents, for a provider of another format', () => {
  it('a first turn', () => {
    const { instructions, messages, tools, thought, unsaid, unsayable, toolChoice, parallelCalls } = prompt(firstTurn);
    expect(instructions).toEqual([text(firstTurn.instructions)]);
    expect(messages).toEqual([{ ...user([text(firstTurn.input[0]?.content ?? '')]), name: null }]);
    expect(tools.map(({ name, strict }) => [name, strict])).toEqual([
      ['get_weather', true],
      ['transfer_to_reports', true],
    ]);
    expect({ thought, toolChoice, parallelCalls }).toEqual({
      thought: { level: 'medium', budget: null },
      toolChoice: { kind: 'auto' },
      parallelCalls: true,
    });
    expect(unsaid.toSorted()).toEqual(['metadata', 'prompt_cache_key', 'text.verbosity', 'truncation']);
    expect(unsayable).toEqual([]);
  });

  it('results of two tools after a sealed thought: one message of the model’s, and one of results with their names', () => {
    const { messages, unsayable } = prompt(toolResults);
    expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool']);
    expect(messages[1]?.content).toMatchObject([
      { kind: 'reasoning', signature: null },
      { kind: 'sealed', signature: { issuer: 'openai' }, id: toolResults.input[1]?.id },
      { kind: 'call', id: 'call_weather_1', name: 'get_weather', arguments: '{"city":"Tokyo"}' },
      { kind: 'call', id: 'call_report_1', name: 'read_report', arguments: '{}' },
    ]);
    expect(messages[2]?.content).toMatchObject([
      { kind: 'result', callId: 'call_weather_1', name: 'get_weather', content: [text('sunny, 21 °C')] },
      {
        ...{ kind: 'result', callId: 'call_report_1', name: 'read_report' },
        content: [
          text("the report's first page"),
          { kind: 'image', source: { kind: 'base64', mediaType: 'image/png' } },
        ],
      },
    ]);
    expect(unsayable).toEqual([]);
  });
});

it('the tools of OpenAI’s own are all named to OpenAI Agents, and what they left that is not over', () => {
  const { tools, unsaid, unsayable, toolChoice, messages } = prompt(builtInTools);
  const own = ['web_search', 'file_search', 'computer_use_preview', 'code_interpreter', 'image_generation', 'mcp'];
  expect(unsayable).toEqual([
    ...[...own, 'local_shell'].map((type) => `a tool of type "${type}", which is OpenAI's own`),
    'a custom tool with a grammar',
    'an item of type "computer_call"',
    'an item of type "computer_call_output"',
  ]);
  expect(unsaid).toEqual([
    'store',
    'include',
    'max_tool_calls',
    'truncation',
    'prompt_cache_key',
    'input.1',
    'input.2',
  ]);
  expect(tools.map(({ name }) => name)).toEqual(['query', 'note', 'get_weather']);
  expect([toolChoice, messages.map(({ role }) => role)]).toEqual([null, ['user', 'assistant', 'user']]);
});

it('a handoff of OpenAI Agents names the answer that it goes on from and the tool, and nothing else', () => {
  const { unsayable, unsaid, format, messages } = prompt(handoff);
  expect(unsayable).toEqual([
    'an answer that its provider keeps (previous_response_id)',
    'a tool of type "web_search", which is OpenAI\'s own',
  ]);
  expect(unsaid).toEqual([]);
  expect(format).toMatchObject({ kind: 'schema', name: 'final_output', strict: true });
  expect(messages).toMatchObject([{ role: 'tool', content: [{ callId: 'call_handoff_1', name: null }] }]);
});

describe('content', () => {
  const partOf = (part: object) => prompt({ input: [user([part])] }).messages[0]?.content[0];
  it.each<[object, object]>([
    [
      { type: 'input_image', image_url: 'https://x/a.png', detail: 'low' },
      { kind: 'image', source: { kind: 'url', url: 'https://x/a.png' }, detail: 'low' },
    ],
    [
      { type: 'input_image', image_url: 'data:image/webp;base64,AA' },
      { kind: 'image', source: { kind: 'base64', mediaType: 'image/webp', data: 'AA' } },
    ],
    [
      { type: 'input_image', file_id: 'file_1' },
      { kind: 'image', source: { kind: 'id', id: 'file_1', issuer: 'openai' } },
    ],
    [
      { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,AA' },
      { kind: 'file', name: 'a.pdf', source: { mediaType: 'application/pdf' } },
    ],
    [
      { type: 'input_file', file_url: 'https://x/a.pdf' },
      { kind: 'file', source: { kind: 'url', url: 'https://x/a.pdf' } },
    ],
    [
      { type: 'input_audio', input_audio: { data: 'AA', format: 'wav' } },
      { kind: 'audio', data: 'AA', format: 'wav' },
    ],
    [
      { type: 'input_text', text: 'a', prompt_cache_breakpoint: { mode: 'explicit' } },
      { kind: 'text', text: 'a', cache: { ttl: null } },
    ],
  ])('%j', (part, expected) => expect(partOf(part)).toMatchObject(expected));

  it('that only OpenAI might understand is refused, and says where', () => {
    try {
      prompt({ input: [user([{ type: 'input_hologram', data: 'x' }])] });
      throw new Error('Nothing was refused.');
    } catch (error) {
      expect(error instanceof Refusal && error.why).toMatchObject({
        code: 'invalid_request',
        param: 'input.0.content.0',
      });
    }
  });
});

describe('thoughts', () => {
  const thought = (more: object) => ({ type: 'reasoning', summary: [{ type: 'summary_text', text: 'hm' }], ...more });
  const contentOf = (...input: object[]) => prompt({ input: [user('hi'), ...input] }).messages[1]?.content;
  const signature: Signature = { issuer: 'anthropic', value: 'a:b' };

  it('go back to whom they are of: signed, sealed, or on the call that they led to', () => {
    const signed = writeSeal({ kind: 'signed', signature });
    expect(contentOf(thought({ encrypted_content: signed }))).toEqual([{ kind: 'reasoning', text: 'hm', signature }]);
    const sealed = writeSeal({ kind: 'sealed', signature });
    expect(contentOf({ type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: sealed })).toEqual([
      { kind: 'sealed', signature, id: 'rs_1' },
    ]);
    const google: Signature = { issuer: 'google', value: 'sig' };
    const onCall = writeSeal({ kind: 'call', callId: 'a:1', signature: google });
    const call = { type: 'function_call', call_id: 'a:1', name: 'f', arguments: '' };
    expect(contentOf({ type: 'reasoning', summary: [], encrypted_content: onCall }, call)).toEqual([
      { kind: 'call', id: 'a:1', name: 'f', arguments: '{}', signature: google },
    ]);
  });

  it('that nobody signed are words alone, and nothing where there are none', () => {
    const raw = { type: 'reasoning', summary: [], content: [{ type: 'reasoning_text', text: 'raw' }] };
    expect(contentOf(thought({}), raw)).toEqual([
      { kind: 'reasoning', text: 'hm', signature: null },
      { kind: 'reasoning', text: 'raw', signature: null },
    ]);
    expect(contentOf({ type: 'reasoning', id: 'rs_1', summary: [] })).toBeUndefined();
  });
});

describe('tools', () => {
  it('of a custom kind are functions of one text, and so are their calls and results', () => {
    const { tools, messages, unsayable } = prompt({
      tools: [{ type: 'custom', name: 'patch', description: 'Apply it.', format: { type: 'text' } }],
      input: [
        user('hi'),
        { type: 'custom_tool_call', call_id: '1', name: 'patch', input: 'say "x"' },
        { type: 'custom_tool_call_output', call_id: '1', output: 'done' },
      ],
    });
    expect(tools).toMatchObject([{ name: 'patch', parameters: { required: ['input'] } }]);
    expect(messages.slice(1)).toMatchObject([
      { content: [{ kind: 'call', arguments: '{"input":"say \\"x\\""}' }] },
      { content: [{ kind: 'result', callId: '1', name: 'patch', content: [text('done')] }] },
    ]);
    expect(unsayable).toEqual([]);
  });

  it('may be allowed in part', () => {
    const tools = ['f', 'g'].map((name) => ({ type: 'function', name }));
    const choice = { type: 'allowed_tools', mode: 'required', tools: [{ type: 'function', name: 'g' }] };
    const read = prompt({ input: 'hi', tools, tool_choice: choice });
    expect(read.tools.map(({ name }) => name)).toEqual(['g']);
    expect(read.toolChoice).toEqual({ kind: 'required' });
    expect(prompt({ input: 'hi', tools, tool_choice: { type: 'function', name: 'f' } }).toolChoice).toEqual({
      kind: 'tool',
      name: 'f',
    });
    expect(prompt({ input: 'hi', tools, tool_choice: 'none' }).toolChoice).toEqual({ kind: 'none' });
  });
});

describe('what no other provider has a word for', () => {
  it.each<[object, string]>([
    [{ tools: [{ type: 'web_search' }] }, 'a tool of type "web_search", which is OpenAI\'s own'],
    [{ tools: [{ type: 'mcp', server_label: 'x' }] }, 'a tool of type "mcp", which is OpenAI\'s own'],
    [
      { tools: [{ type: 'custom', name: 'x', format: { type: 'grammar', syntax: 'lark', definition: '' } }] },
      'a custom tool with a grammar',
    ],
    [{ previous_response_id: 'resp_1' }, 'an answer that its provider keeps (previous_response_id)'],
    [{ conversation: 'conv_1' }, 'a conversation that its provider keeps (conversation)'],
    [{ prompt: { id: 'pmpt_1' } }, 'a prompt that its provider keeps (prompt)'],
    [
      { input: [{ type: 'item_reference', id: 'msg_1' }] },
      'an item that its provider keeps (item_reference; with store: false clients send the item itself)',
    ],
    [{ input: [{ type: 'computer_call_output', call_id: '1', output: {} }] }, 'an item of type "computer_call_output"'],
  ])('%j', (body, phrase) => {
    expect(prompt({ input: 'hi', ...body }).unsayable).toEqual([phrase]);
  });

  it('may be left out where it changes nothing, and is told', () => {
    const input = [user('hi'), { type: 'web_search_call', id: 'ws_1', status: 'completed' }, user('so?')];
    const include = ['reasoning.encrypted_content', 'web_search_call.action.sources'];
    expect(prompt({ input, include, store: true, reasoning: { effort: 'low', mode: 'pro' } })).toMatchObject({
      unsaid: ['store', 'include', 'reasoning.mode', 'input.1'],
      unsayable: [],
    });
    const moot = { store: false, truncation: 'disabled', include: ['reasoning.encrypted_content'], metadata: {} };
    expect(prompt({ input: 'hi', ...moot }).unsaid).toEqual([]);
  });
});

describe('the rest', () => {
  it('is nothing where the client says nothing', () => {
    expect(prompt({ input: 'Hi' })).toEqual(promptOf('Hi'));
  });

  it('is the format, the sampling, and what the system says before and within the conversation', () => {
    const schema = { type: 'object' };
    const system = (words: string) => ({ role: 'developer', content: words });
    const read = promptOfResponses({
      input: [system('a'), user('hi'), system('b')],
      instructions: 'first',
      text: { format: { type: 'json_schema', name: 'n', schema, strict: true } },
      ...{ temperature: 0.5, top_p: 0.9 },
    });
    expect(read.instructions).toEqual([text('first'), text('a')]);
    expect(read.messages.map(({ role }) => role)).toEqual(['user', 'system']);
    expect(read.format).toEqual({ kind: 'schema', name: 'n', description: null, schema, strict: true });
    expect(read.sampling).toMatchObject({ temperature: 0.5, topP: 0.9 });
    expect(prompt({ input: 'hi', text: { format: { type: 'json_object' } } }).format).toEqual({ kind: 'json' });
  });
});
