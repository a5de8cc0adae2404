import { expect, it } from 'vitest';
import { anthropicDialect } from '../../../src/provider/anthropic/dialect.ts';
import { googleDialect } from '../../../src/provider/google/dialect.ts';
import type { AskHeaders } from '../../../src/wire/headers.ts';
import { readMessages } from '../../../src/wire/messages/read.ts';
import { orderOf, targetOf } from '../../support/order.ts';

const MARK = { type: 'ephemeral', ttl: '1h' };
const HEADERS = {
  ...{ user: null, session: null, effort: null },
  passable: {
    'anthropic-beta': 'interleaved-thinking-2025-05-14,context-1m-2025-08-07',
    'anthropic-version': '2023-06-01',
  },
};

// Blocks as https://platform.claude.com/docs/en/api/messages and the pages of each server tool have them.
const SEARCHED = [
  { type: 'thinking', thinking: 'I search.', signature: 'EqQB+/==' },
  { type: 'redacted_thinking', data: 'EmwKAhgBEgy3va3pzix/LafPsn4a' },
  { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: { query: 'x' } },
  {
    ...{ type: 'web_search_tool_result', tool_use_id: 'srvtoolu_1' },
    content: [{ type: 'web_search_result', url: 'https://x', title: 'X', encrypted_content: 'Eo==', page_age: null }],
  },
  {
    ...{ type: 'text', text: 'X says.' },
    citations: [
      { type: 'web_search_result_location', url: 'https://x', title: 'X', encrypted_index: 'Ep==', cited_text: 'x' },
    ],
  },
  { type: 'thinking', thinking: 'Now the file.', signature: 'EqQC+/==' },
  { type: 'tool_use', id: 'toolu_1', name: 'read', input: { path: 'a.ts' }, cache_control: MARK },
];

const BODY = {
  max_tokens: 9000,
  system: [{ type: 'text', text: 'Be brief.', cache_control: MARK }],
  tools: [
    { name: 'read', input_schema: { type: 'object' }, cache_control: MARK, eager_input_streaming: true },
    { type: 'web_search_20250305', name: 'web_search', max_uses: 5, allowed_domains: ['x'] },
    { type: 'code_execution_20250825', name: 'code_execution' },
  ],
  messages: [
    {
      role: 'user',
      content: [
        {
          type: 'document',
          source: { type: 'file', file_id: 'file_1' },
          citations: { enabled: true },
          cache_control: MARK,
        },
        { type: 'container_upload', file_id: 'file_2' },
      ],
    },
    { role: 'assistant', content: SEARCHED },
    {
      role: 'user',
      content: [
        { type: 'tool_result', tool_use_id: 'toolu_1', content: [{ type: 'text', text: 'a' }], cache_control: MARK },
        { type: 'search_result', source: 'https://y', title: 'Y', content: [{ type: 'text', text: 'y' }] },
      ],
    },
  ],
  thinking: { type: 'enabled', budget_tokens: 4000 },
  stop_sequences: ['END'],
  service_tier: 'auto',
  context_management: { edits: [{ type: 'clear_tool_uses_20250919' }] },
  mcp_servers: [{ type: 'url', url: 'https://mcp', name: 'm' }],
  container: 'container_1',
  a_field_of_tomorrow: [{ x: null }],
  model: 'auto',
};

it('a request of Anthropic is sent as it came: marks, thoughts between calls, server tools and what nobody knows yet', async () => {
  const ask = readMessages({ json: BODY, bytes: 3000 }, HEADERS);
  const target = targetOf('anthropic', { id: 'claude-sonnet-4-5' });
  const { body, headers, dropped } = await anthropicDialect.call(target, orderOf({ ask }));
  expect(body).toBe(JSON.stringify({ ...BODY, model: 'claude-sonnet-4-5' }));
  expect(headers).toMatchObject(HEADERS.passable);
  expect(dropped).toEqual([]);
});

it('what a header of Anthropic switches on is listed where nobody else can, and goes to nobody else', async () => {
  const json = { max_tokens: 9, messages: [{ role: 'user', content: 'hi' }] };
  const call = async (headers: AskHeaders) =>
    googleDialect.call(targetOf('google'), orderOf({ ask: readMessages({ json, bytes: 30 }, headers) }));
  const { headers, dropped } = await call(HEADERS);
  expect(Object.keys(headers).filter((name) => name.startsWith('anthropic'))).toEqual([]);
  expect(dropped).toEqual(['anthropic-beta']);
  expect((await call({ ...HEADERS, passable: { 'anthropic-version': '2023-06-01' } })).dropped).toEqual([]);
});
