/**
 * The provider that every Worker is measured against, a process of its own that does as little as it can: answers are made
 * once and written as they are. What to answer stands in the request, in fields that a gateway hands on as they are:
 * `stream`, `max_tokens` (how many events of content a stream has) and `seed` (the pause before each of them, in ms), which
 * a prompt may say as well, in the words "a pause of 20 ms", where the field is none of its provider's.
 */

import { type ChildProcess, fork } from 'node:child_process';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const WORDS = 'the quick brown fox jumps over the lazy dog and then it rests'.split(' ');
const wordAt = (at: number): string => `${WORDS[at % WORDS.length]} `;

export const CHAT_PATH = '/v1/chat/completions';
const MESSAGES_PATH = '/v1/messages';

const USAGE = { prompt_tokens: 400, completion_tokens: 100, total_tokens: 500 };
const WHOLE = Buffer.from(
  JSON.stringify({
    ...{ id: 'chatcmpl-bench', object: 'chat.completion', created: 1_790_000_000, model: 'bench-fast' },
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: Array.from({ length: 100 }, (_, at) => wordAt(at)).join('') },
        finish_reason: 'stop',
      },
    ],
    usage: USAGE,
  }),
);

/** A stream of so many events of content as its provider writes it, event by event. */
type Format = (events: number) => readonly Buffer[];

const chat: Format = (events) => {
  const chunk = (delta: object, finish: string | null, more: object = {}) =>
    Buffer.from(
      `data: ${JSON.stringify({
        ...{ id: 'chatcmpl-bench', object: 'chat.completion.chunk', created: 1_790_000_000, model: 'bench-fast' },
        choices: [{ index: 0, delta, finish_reason: finish }],
        ...more,
      })}\n\n`,
    );
  const usage = {
    id: 'chatcmpl-bench',
    object: 'chat.completion.chunk',
    model: 'bench-fast',
    choices: [],
    usage: USAGE,
  };
  return [
    chunk({ role: 'assistant', content: '' }, null),
    ...Array.from({ length: events }, (_, at) => chunk({ content: wordAt(at) }, null)),
    chunk({}, 'stop'),
    Buffer.from(`data: ${JSON.stringify(usage)}\n\ndata: [DONE]\n\n`),
  ];
};

const messages: Format = (events) => {
  const event = (type: string, data: object) =>
    Buffer.from(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
  const message = { id: 'msg_bench', type: 'message', role: 'assistant', model: 'bench-foreign', content: [] };
  return [
    event('message_start', { message: { ...message, usage: { input_tokens: 400, output_tokens: 1 } } }),
    event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
    ...Array.from({ length: events }, (_, at) =>
      event('content_block_delta', { index: 0, delta: { type: 'text_delta', text: wordAt(at) } }),
    ),
    event('content_block_stop', { index: 0 }),
    event('message_delta', { delta: { stop_reason: 'end_turn' }, usage: { output_tokens: events } }),
    event('message_stop', {}),
  ];
};

const FORMATS: Readonly<Record<string, Format>> = { [CHAT_PATH]: chat, [MESSAGES_PATH]: messages };

const numberIn = (body: string, field: RegExp): number => Number(field.exec(body)?.[1] ?? 0);

function answer(path: string, body: string, response: ServerResponse, made: Map<string, readonly Buffer[]>): void {
  const format = FORMATS[path];
  if (format === undefined) {
    response.writeHead(404).end();
    return;
  }
  if (!/"stream":\s*true/.test(body)) {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': WHOLE.byteLength }).end(WHOLE);
    return;
  }
  const events = numberIn(body, /"max(?:_completion)?_tokens":\s*(\d+)/);
  const name = `${path} ${events}`;
  const stream = made.get(name) ?? format(events);
  made.set(name, stream);
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  writeEach(response, stream, numberIn(body, /(?:"seed":\s*|a pause of )(\d+)/));
}

/** Each event by itself, so that it goes over the network by itself, as a model's do. */
function writeEach(response: ServerResponse, stream: readonly Buffer[], pauseMs: number): void {
  let next = 0;
  const write = (): void => {
    if (response.destroyed) return;
    const bytes = stream[next];
    next += 1;
    if (bytes === undefined) response.end();
    else {
      response.write(bytes);
      if (pauseMs === 0) setImmediate(write);
      else setTimeout(write, pauseMs);
    }
  };
  write();
}

export interface Provider {
  /** Without a slash at its end. */
  readonly url: string;
  readonly pid: number | null;
  readonly stop: () => void;
}

/** Starts one in a process of its own, at `port`: at 0 the system chooses. Rejects when it cannot listen there. */
export async function startProvider(port = 0): Promise<Provider> {
  const child: ChildProcess = fork(import.meta.filename, ['serve', String(port)]);
  const listens = await new Promise<number>((resolve, reject) => {
    child.once('message', (message) => resolve(Number(message)));
    child.once('exit', () => reject(new Error(`The mock provider cannot listen on port ${port}.`)));
  });
  return { url: `http://127.0.0.1:${listens}`, pid: child.pid ?? null, stop: () => void child.kill('SIGKILL') };
}

if (process.argv[2] === 'serve' && process.send !== undefined) {
  const made = new Map<string, readonly Buffer[]>();
  const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    // The longest field of a body is its prompt, which need not be UTF-8 here.
    request.on('end', () => answer(request.url ?? '', Buffer.concat(chunks).toString('latin1'), response, made));
  });
  server.listen(Number(process.argv[3] ?? 0), '127.0.0.1', () =>
    process.send?.((server.address() as AddressInfo).port),
  );
  process.once('disconnect', () => process.exit());
}
