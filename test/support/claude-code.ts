/**
 * Requests in the shapes of Claude Code, written from the public documents of the API and of its gateways: the system prompt
 * as blocks with cache marks, tools, thought in each of its forms, betas, and who asks as JSON within a string.
 * https://code.claude.com/docs/en/llm-gateway, https://platform.claude.com/docs/en/api/messages
 */

const MARK = { type: 'ephemeral' };

const SYSTEM = [
  { type: 'text', text: 'You are a coding tool that runs in a terminal.', cache_control: MARK },
  { type: 'text', text: 'Working directory: /srv/app\nPlatform: linux', cache_control: { ...MARK, ttl: '1h' } },
];

const TOOLS = [
  {
    name: 'Bash',
    description: 'Runs a command in a shell.',
    input_schema: {
      $schema: 'http://json-schema.org/draft-07/schema#',
      type: 'object',
      properties: { command: { type: 'string' }, timeout: { type: 'number' } },
      required: ['command'],
      additionalProperties: false,
    },
    cache_control: MARK,
  },
  { type: 'web_search_20250305', name: 'web_search', max_uses: 8 },
];

const METADATA = {
  user_id: JSON.stringify({
    device_id: 'd3v1c3',
    account_uuid: '',
    session_id: 'c0ffee00-0000-4000-8000-000000000000',
  }),
};

export const BETA = 'claude-code-20250219,interleaved-thinking-2025-05-14,context-management-2025-06-27';

const LOOP = [
  {
    role: 'user',
    content: [
      { type: 'text', text: '<system-reminder>\nAs of now.\n</system-reminder>' },
      { type: 'text', text: 'Which files are there?', cache_control: MARK },
    ],
  },
  {
    role: 'assistant',
    content: [
      { type: 'thinking', thinking: 'I list them.', signature: 'EqQBCgIYAhIkMDEyMw+/==' },
      { type: 'text', text: 'I look.' },
      { type: 'tool_use', id: 'toolu_01A', name: 'Bash', input: { command: 'ls' } },
      { type: 'tool_use', id: 'toolu_01B', name: 'Bash', input: { command: 'pwd' } },
    ],
  },
  {
    role: 'user',
    content: [
      { tool_use_id: 'toolu_01A', type: 'tool_result', content: 'a.ts\nb.ts', is_error: false },
      {
        tool_use_id: 'toolu_01B',
        type: 'tool_result',
        content: [
          { type: 'text', text: '/srv/app' },
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } },
        ],
        cache_control: MARK,
      },
    ],
  },
];

/** By name; `model` is put in by whoever sends it. */
export const CLAUDE_CODE: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'the first turn, thinking with a budget': {
    model: '',
    messages: LOOP.slice(0, 1),
    system: SYSTEM,
    tools: TOOLS,
    metadata: METADATA,
    max_tokens: 32_000,
    thinking: { budget_tokens: 31_999, type: 'enabled' },
    temperature: 1,
    stream: true,
  },
  'a tool loop, thinking as the model likes': {
    model: '',
    max_tokens: 64_000,
    messages: LOOP,
    system: SYSTEM,
    tools: TOOLS,
    metadata: METADATA,
    thinking: { type: 'adaptive', display: 'summarized' },
    output_config: { effort: 'high' },
    context_management: { edits: [{ type: 'clear_thinking_20251015', keep: 'all' }] },
    stream: true,
  },
  'a title for the session, without thought': {
    model: '',
    max_tokens: 512,
    system: [{ type: 'text', text: 'Write a title of at most six words.' }],
    messages: [{ role: 'user', content: 'Which files are there?' }],
    tools: [],
    temperature: 1,
    thinking: { type: 'disabled' },
    output_config: {
      format: {
        type: 'json_schema',
        schema: {
          type: 'object',
          properties: { title: { type: 'string' } },
          required: ['title'],
          additionalProperties: false,
        },
      },
    },
    metadata: METADATA,
  },
  'a quota check': { model: '', max_tokens: 1, messages: [{ role: 'user', content: 'quota' }], metadata: METADATA },
};

export const COUNT: Readonly<Record<string, unknown>> = { model: '', messages: LOOP, system: SYSTEM, tools: TOOLS };
