import { describe, expect, it } from 'vitest';
import { Refusal } from '../../../src/error.ts';
import { promptOfMessages } from '../../../src/wire/messages/prompt.ts';
import { CLAUDE_CODE } from '../../support/claude-code.ts';

const user = (content: unknown) => ({ role: 'user', content });
const said = (text: string) => ({ kind: 'text', text });
const of = (body: object) => promptOfMessages({ messages: [user('hi')], ...body });

describe('a messages body for another provider', () => {
  it('keeps instructions, words, thoughts, calls and results, with the marks of the cache', () => {
    const mark = { type: 'ephemeral', ttl: '1h' };
    const { instructions, messages } = of({
      system: [{ type: 'text', text: 'Be brief.', cache_control: mark }],
      messages: [
        user('weather?'),
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'Hm', signature: 'c2ln' },
            { type: 'redacted_thinking', data: 'signalbox:openai:rs%3A1:ZW5j' },
            { type: 'thinking', thinking: '', signature: 'signalbox:google:t1:Z2VtaW5p' },
            { type: 'tool_use', id: 't1', name: 'weather', input: { at: 'Rome' } },
          ],
        },
        user([
          { type: 'text', text: 'there' },
          {
            type: 'tool_result',
            tool_use_id: 't1',
            is_error: true,
            content: [
              { type: 'text', text: 'no' },
              { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AA==' } },
            ],
          },
        ]),
      ],
    });
    expect(instructions).toEqual([{ ...said('Be brief.'), cache: { ttl: '1h' } }]);
    expect(messages).toEqual([
      { role: 'user', content: [said('weather?')], name: null },
      {
        role: 'assistant',
        content: [
          { kind: 'reasoning', text: 'Hm', signature: { issuer: 'anthropic', value: 'c2ln' } },
          { kind: 'sealed', signature: { issuer: 'openai', value: 'ZW5j' }, id: 'rs:1' },
          {
            ...{ kind: 'call', id: 't1', name: 'weather', arguments: '{"at":"Rome"}' },
            signature: { issuer: 'google', value: 'Z2VtaW5p' },
          },
        ],
      },
      {
        role: 'tool',
        content: [
          {
            ...{ kind: 'result', callId: 't1', name: 'weather', isError: true },
            content: [
              said('no'),
              { kind: 'image', source: { kind: 'base64', mediaType: 'image/png', data: 'AA==' }, detail: null },
            ],
          },
        ],
      },
      { role: 'user', content: [said('there')], name: null },
    ]);
  });

  it('keeps documents: a PDF as a file, text as text, search results with their source', () => {
    const { messages, unsaid } = of({
      messages: [
        user([
          {
            type: 'document',
            title: 'a.pdf',
            source: { type: 'base64', media_type: 'application/pdf', data: 'JVBE' },
            citations: { enabled: true },
          },
          { type: 'document', title: 'Notes', source: { type: 'text', media_type: 'text/plain', data: 'all of it' } },
          { type: 'search_result', source: 'https://x', title: 'X', content: [{ type: 'text', text: 'found' }] },
          { type: 'image', source: { type: 'file', file_id: 'file_1' } },
        ]),
      ],
    });
    expect(messages[0]?.content).toEqual([
      { kind: 'file', source: { kind: 'base64', mediaType: 'application/pdf', data: 'JVBE' }, name: 'a.pdf' },
      said('Notes\n\nall of it'),
      said('X (https://x)\nfound'),
      { kind: 'image', source: { kind: 'id', id: 'file_1', issuer: 'anthropic' }, detail: null },
    ]);
    expect(unsaid).toEqual(['messages.0.content.0.citations']);
  });

  it('keeps tools, the choice among them, sampling and format', () => {
    const prompt = of({
      tools: [{ name: 'f', description: 'd', input_schema: { type: 'object' }, strict: true }],
      tool_choice: { type: 'any', disable_parallel_tool_use: true },
      output_config: { format: { type: 'json_schema', schema: { type: 'object' } } },
      ...{ temperature: 0.2, top_p: 0.9, top_k: 5, stop_sequences: ['END'] },
    });
    expect(prompt).toMatchObject({
      tools: [{ name: 'f', description: 'd', parameters: { type: 'object' }, strict: true }],
      toolChoice: { kind: 'required' },
      parallelCalls: false,
      format: { kind: 'schema', schema: { type: 'object' } },
      sampling: { temperature: 0.2, topP: 0.9, topK: 5, stop: ['END'] },
    });
  });

  const thoughts: [object, object | null][] = [
    [{}, null],
    [{ thinking: { type: 'enabled', budget_tokens: 4000 } }, { level: null, budget: 4000 }],
    [{ thinking: { type: 'disabled' } }, { level: null, budget: 0 }],
    [{ thinking: { type: 'adaptive' } }, { level: 'high', budget: null }],
    [
      { thinking: { type: 'adaptive' }, output_config: { effort: 'low' } },
      { level: 'low', budget: null },
    ],
  ];
  for (const [body, thought] of thoughts) {
    it(`thinks as ${JSON.stringify(body)} says`, () => expect(of(body).thought).toEqual(thought));
  }

  it('names what it cannot say: server tools, containers, and fields without a meaning elsewhere', () => {
    const prompt = of({
      tools: [{ type: 'web_search_20250305', name: 'web_search' }],
      ...{ container: 'c', mcp_servers: [{ name: 'x' }], context_management: {}, service_tier: 'auto', max_tokens: 5 },
    });
    expect(prompt.unsayable).toEqual([
      'a tool of type "web_search_20250305"',
      'a container for code',
      'MCP servers called by the provider',
    ]);
    expect(prompt.unsaid).toEqual(['context_management', 'service_tier']);
  });

  it('leaves out what a server tool did, and refuses a block that nobody knows', () => {
    const search = { type: 'server_tool_use', id: 's', name: 'web_search', input: {} };
    const messages = (block: object) => [
      user('a'),
      { role: 'assistant', content: [block, { type: 'text', text: 'b' }] },
    ];
    const prompt = of({ messages: messages(search) });
    expect(prompt.messages[1]?.content).toEqual([said('b')]);
    expect(prompt.unsaid).toEqual(['messages.1.content.0']);
    expect(() => of({ messages: messages({ type: 'hologram' }) })).toThrow(Refusal);
  });
});

describe('the requests of Claude Code, for another provider', () => {
  const named = (name: string) => promptOfMessages(CLAUDE_CODE[name] ?? {});
  const mark = { cache: { ttl: null } };

  it('keep a tool loop: marks, thoughts with their signature, calls side by side and an image in a result', () => {
    const { instructions, messages, tools, thought, unsaid, unsayable } = named(
      'a tool loop, thinking as the model likes',
    );
    expect(instructions).toMatchObject([mark, { cache: { ttl: '1h' } }]);
    expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool']);
    expect(messages[0]?.content).toMatchObject([{ kind: 'text' }, { kind: 'text', ...mark }]);
    expect(messages[1]?.content).toMatchObject([
      { kind: 'reasoning', signature: { issuer: 'anthropic' } },
      { kind: 'text' },
      { kind: 'call', id: 'toolu_01A' },
      { kind: 'call', id: 'toolu_01B' },
    ]);
    expect(messages[2]?.content).toMatchObject([
      { callId: 'toolu_01A', name: 'Bash', isError: false },
      { callId: 'toolu_01B', name: 'Bash', content: [{ kind: 'text' }, { kind: 'image' }], ...mark },
    ]);
    expect(tools).toMatchObject([{ name: 'Bash', ...mark }]);
    expect([thought, unsaid]).toEqual([{ level: 'high', budget: null }, ['context_management']]);
    // Anthropic searches the web itself: nobody else does it under that name.
    expect(unsayable).toEqual(['a tool of type "web_search_20250305"']);
  });

  it('keep a budget of thought, and the form of a title that is asked for without any', () => {
    expect(named('the first turn, thinking with a budget').thought).toEqual({ level: null, budget: 31_999 });
    expect(named('a title for the session, without thought')).toMatchObject({
      ...{ thought: { level: null, budget: 0 }, tools: [], unsaid: [], unsayable: [] },
      format: { kind: 'schema', schema: { required: ['title'] } },
    });
    expect(named('a quota check')).toMatchObject({ unsaid: [], unsayable: [] });
  });
});
