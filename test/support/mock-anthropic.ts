/**
 * A provider that speaks Anthropic Messages over a real socket and does, request by request, what the model's id says, as
 * mock-provider.ts does for Chat Completions. `GET /log?model=` is what it saw, the bodies as the bytes they were. A model
 * `recorded-<name>` answers with a recording of the shared fixtures, framed as Anthropic frames it.
 */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { recordingOf } from './recordings.ts';

export interface AnthropicSeen {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** As sent. */
  readonly body: string;
}

interface MockAnthropic {
  /** `http://127.0.0.1:<port>`; the `baseUrl` of a policy is this and `/v1`. */
  readonly url: string;
  readonly close: () => void;
}

export const SIGNATURE = 'EqQBCgIYAhIkMDEyMw+/==';
export const SAID = 'Merge the two lists.';
export const COUNTED = 2095;
const USAGE = { input_tokens: 10, cache_creation_input_tokens: 5, cache_read_input_tokens: 100, output_tokens: 20 };

type Block = Readonly<Record<string, unknown>> & { readonly type: string };

const TEXT: Block = { type: 'text', text: SAID };
const THOUGHT: Block = { type: 'thinking', thinking: 'Two lists…', signature: SIGNATURE };
const CALL: Block = { type: 'tool_use', id: 'toolu_01', name: 'weather', input: { city: 'Zürich' } };
const NO_ARGUMENTS: Block = { type: 'tool_use', id: 'toolu_02', name: 'now', input: {} };

/** What each model answers, and why it stops. */
const ANSWERS: Readonly<Record<string, readonly [readonly Block[], string]>> = {
  plain: [[TEXT], 'end_turn'],
  thinks: [[THOUGHT, TEXT], 'end_turn'],
  redacted: [[{ type: 'redacted_thinking', data: 'c2VjcmV0' }, TEXT], 'end_turn'],
  calls: [[TEXT, CALL, NO_ARGUMENTS], 'tool_use'],
  refuses: [[TEXT], 'refusal'],
  long: [[TEXT], 'max_tokens'],
};

const ERRORS: Readonly<Record<string, readonly [number, string]>> = {
  'status-401': [401, 'authentication_error'],
  'status-400': [400, 'invalid_request_error'],
  'status-429': [429, 'rate_limit_error'],
  'status-529': [529, 'overloaded_error'],
};

const event = (name: string, data: object): string =>
  `event: ${name}\ndata: ${JSON.stringify({ type: name, ...data })}\n\n`;
const errorBody = (type: string) => ({ type: 'error', error: { type, message: `This is the ${type}.` } });

export async function startMockAnthropic(): Promise<MockAnthropic> {
  const logs = new Map<string, AnthropicSeen[]>();
  const server = createServer((request, response) => {
    serve(request, response, logs).catch((error: unknown) => {
      if (!request.destroyed) console.error(error);
      response.destroy();
    });
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('A TCP server has no TCP address.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  logs: Map<string, AnthropicSeen[]>,
): Promise<void> {
  const { pathname: path, searchParams } = new URL(request.url ?? '/', 'http://mock');
  if (path === '/log') return json(response, 200, logs.get(searchParams.get('model') ?? '') ?? []);
  const body = await text(request);
  const { model, stream } = JSON.parse(body) as { readonly model: string; readonly stream?: boolean };
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  logs.set(model, [...(logs.get(model) ?? []), { path, headers, body }]);
  const failed = ERRORS[model];
  if (failed !== undefined) return json(response, failed[0], errorBody(failed[1]));
  if (path === '/v1/messages/count_tokens') return json(response, 200, { input_tokens: COUNTED });
  if (path !== '/v1/messages') return json(response, 404, errorBody('not_found_error'));
  if (model.startsWith('recorded-')) return sse(response, recordingOf(model.slice('recorded-'.length)));
  if (model === 'overloaded-mid') {
    return sse(response, [
      ...started(model),
      ...eventsOf(TEXT, 0).slice(0, 2),
      event('error', errorBody('overloaded_error')),
    ]);
  }
  if (model === 'overloaded-first') return sse(response, [event('error', errorBody('overloaded_error'))]);
  if (model === 'cut-mid') return sse(response, [...started(model), ...eventsOf(TEXT, 0)]);
  const [content, reason] = ANSWERS[model.replace(/-\d+$/, '')] ?? [[TEXT], 'end_turn'];
  const ending = { stop_reason: reason, stop_sequence: null };
  if (stream !== true) {
    const message = { id: 'msg_01', type: 'message', role: 'assistant', model, content, ...ending, usage: USAGE };
    return json(response, 200, message);
  }
  return sse(response, [
    ...started(model),
    event('ping', {}),
    ...content.flatMap(eventsOf),
    event('message_delta', { delta: ending, usage: { output_tokens: USAGE.output_tokens } }),
    event('message_stop', {}),
  ]);
}

function started(model: string): string[] {
  const usage = { ...USAGE, output_tokens: 1 };
  const message = { id: 'msg_01', type: 'message', role: 'assistant', model, content: [], stop_reason: null, usage };
  return [event('message_start', { message: { ...message, stop_sequence: null } })];
}

function eventsOf(block: Block, index: number): string[] {
  const empty = {
    ...block,
    ...('text' in block ? { text: '' } : {}),
    ...('thinking' in block ? { thinking: '', signature: '' } : {}),
  };
  const start = event('content_block_start', {
    index,
    content_block: 'input' in block ? { ...block, input: {} } : empty,
  });
  const delta = (of: object) => event('content_block_delta', { index, delta: of });
  const deltas: string[] = [];
  if (typeof block['text'] === 'string') deltas.push(delta({ type: 'text_delta', text: block['text'] }));
  if (typeof block['thinking'] === 'string') {
    deltas.push(delta({ type: 'thinking_delta', thinking: block['thinking'] }));
    deltas.push(delta({ type: 'signature_delta', signature: SIGNATURE }));
  }
  if ('input' in block) {
    const all = JSON.stringify(block['input']);
    const pieces = all === '{}' ? [''] : [all.slice(0, 7), all.slice(7)];
    deltas.push(...pieces.map((partial_json) => delta({ type: 'input_json_delta', partial_json })));
  }
  return [start, ...deltas, event('content_block_stop', { index })];
}

function sse(response: ServerResponse, events: readonly string[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  response.end(events.join(''));
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
