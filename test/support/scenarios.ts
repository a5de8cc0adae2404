/**
 * What the mock provider can do, by the model id that a request names. Each answers as that provider would, for a
 * streamed and for a whole request alike where both make sense. A test that must not share its log with another adds an
 * ending of its own: `slow-hang-up` behaves as `slow` and is logged under its full name.
 */

import type { Exchange } from './exchange.ts';
import { measured } from './measured-scenario.ts';
import {
  azurePrefix,
  type ChatUsage,
  chunk,
  DONE,
  errorBody,
  event,
  HIDDEN_REASONING_USAGE,
  MULTI_BYTE_PIECES,
  PIECES,
  TOOL_CALL,
  USAGE,
  usageChunk,
  whole,
} from './openai-wire.ts';

type Scenario = (to: Exchange) => void | Promise<void>;

/** How long `slow` waits for its release at most. */
const SLOW_MS = 10_000;
/** Bytes a write in `multi-byte`: few enough to fall into every character, and prime, to fall elsewhere each time. */
const SLICE_BYTES = 3;
const BIG_ERROR_BYTES = 10 * 1024 * 1024;

const SERVER_ERROR = errorBody(
  'The server had an error while processing your request. Sorry about that!',
  'server_error',
  null,
);

/** How an answer differs from the plain one. */
interface Shape {
  readonly pieces?: readonly string[];
  /** Null: never given, not even when asked for. */
  readonly usage?: ChatUsage | null;
  /** The usage is part of the chunk that finishes, asked for or not, as some compatible providers do. */
  readonly usageWithFinish?: boolean;
  /** What comes after the text. */
  readonly end?: readonly ('finish' | 'usage' | 'done')[];
}

/** OpenAI says `usage: null` in every chunk before the one with the usage, and nothing of it when nobody asked. */
const pending = (to: Exchange) => (to.wantsUsage ? { usage: null } : {});
const roleEvent = (to: Exchange) =>
  chunk(to.model, { role: 'assistant', content: '', refusal: null }, null, pending(to));

/** The events of a stream, one by one. */
function events(to: Exchange, shape: Shape = {}): string[] {
  const { pieces = PIECES, usage = USAGE, end = ['finish', 'usage', 'done'], usageWithFinish = false } = shape;
  const list = [roleEvent(to), ...pieces.map((content) => chunk(to.model, { content }, null, pending(to)))];
  if (end.includes('finish')) list.push(chunk(to.model, {}, 'stop', usageWithFinish ? { usage } : pending(to)));
  if (end.includes('usage') && to.wantsUsage && usage !== null && !usageWithFinish)
    list.push(usageChunk(to.model, usage));
  if (end.includes('done')) list.push(DONE);
  return list;
}

const answer = (to: Exchange, { pieces = PIECES, usage = USAGE }: Shape = {}) =>
  whole(to.model, { content: pieces.join('') }, 'stop', usage);

async function streamed(to: Exchange, list: readonly (string | Uint8Array)[]): Promise<void> {
  to.head(200, 'text/event-stream; charset=utf-8', { 'cache-control': 'no-cache' });
  for (const text of list) await to.write(text);
}

/** Answers as asked, streamed or whole, to a proper end of the connection. */
function plain(shape: Shape = {}): Scenario {
  return async (to) => {
    if (!to.stream) return to.json(200, answer(to, shape));
    await streamed(to, events(to, shape));
    to.end();
  };
}

/** The first half of an answer: of a stream, up to the middle of an event. */
async function half(to: Exchange): Promise<void> {
  if (to.stream) {
    const text = events(to).slice(0, 4);
    const [cut = '', ...whole] = text.reverse();
    return streamed(to, [...whole.reverse(), cut.slice(0, cut.length / 2)]);
  }
  const body = answer(to);
  to.head(200, 'application/json', { 'content-length': Buffer.byteLength(body) });
  await to.write(body.slice(0, body.length / 2));
}

/** Refuses with a status, as OpenAI words it. */
function status(code: number, headers: Readonly<Record<string, string>> = {}): Scenario {
  const type = code === 429 ? 'rate_limit_exceeded' : code >= 500 ? 'server_error' : 'invalid_request_error';
  return (to) => to.json(code, errorBody(`The mock provider answers ${code}.`, type, null), headers);
}

/** A 200 whose stream soon turns into an error. Not streamed, the whole answer is the error. */
function errorAfter(before: (to: Exchange) => readonly string[]): Scenario {
  return async (to) => {
    if (!to.stream) return to.json(200, SERVER_ERROR);
    await streamed(to, [...before(to), event(JSON.parse(SERVER_ERROR))]);
    to.end();
  };
}

const STATUSES = [400, 401, 403, 404, 408, 409, 413, 422, 424, 425, 429, 500, 502, 503, 504, 529];

const SCENARIOS: ReadonlyMap<string, Scenario> = new Map<string, Scenario>([
  // Answers that are good.
  ['ok', plain()],
  ['ok-whole', (to) => to.json(200, answer(to))],
  ['no-usage', plain({ usage: null })],
  ['usage-in-last-chunk', plain({ usageWithFinish: true })],
  ['hidden-reasoning-usage', plain({ usage: HIDDEN_REASONING_USAGE })],
  ['finish-no-done', plain({ end: ['finish', 'usage'] })],
  ['azure-prefix', azure],
  ['crlf', crlf],
  ['multi-byte', multiByte],
  ['tool-call', toolCall],
  // Whole alone.
  ['filtered', (to) => to.json(200, whole(to.model, { content: 'I will' }, 'content_filter', USAGE))],
  // The role and the first piece of the text, then a wait: until the release, SLOW_MS at most.
  ['slow', slow],
  // As `slow`, but the rest comes piece by piece, then nothing, and the connection stays open.
  ['slow-stall', (to) => (to.stream ? slowText(to, 20) : undefined)],
  // At once, unless the prompt says `late`: then after the release, and after it a refusal where it says `in vain`.
  ['on-cue', onCue],
  // As much as the prompt says, and counted: measured-scenario.ts.
  ['measured', (to) => measured(to, JSON.parse(to.lastText), to.most)],
  // The text piece by piece; after the release an error, and the connection stays open.
  ['fast-then-error', fastThenError],
  // The role and a piece of 5,000 letters, then two more, each after a while; then nothing.
  ['large-then-slow', largeThenSlow],

  // Refusals.
  ...STATUSES.map((code) => [`status-${code}`, status(code)] as const),
  ['status-429-retry-after', status(429, { 'retry-after': '7' })],
  ['big-error', (to) => to.json(500, errorBody('x'.repeat(BIG_ERROR_BYTES), 'server_error', null))],
  // Leads to a path of this server that notes every visit in the same log.
  [
    'redirect',
    (to) => to.whole(302, 'text/plain', '', { location: `/redirected?model=${encodeURIComponent(to.model)}` }),
  ],

  // Errors that repeat what they should not: the key, and the words of the prompt.
  ['echo-key', (to) => to.json(500, errorBody(`Bad key: ${to.authorization}`, 'server_error', null))],
  ['echo-prompt', (to) => to.json(400, errorBody(`Cannot read ${to.lastMessage}`, 'invalid_request_error', null))],

  // A 200 that is none.
  ['echo-key-first', (to) => echoFirst(to)],
  ['error-first', errorAfter(() => [])],
  ['role-then-error', errorAfter((to) => [roleEvent(to)])],
  ['error-mid', errorAfter((to) => events(to).slice(0, 4))],
  ['html', (to) => to.whole(200, 'text/html', '<!doctype html><title>Welcome</title><p>Please log in.</p>')],
  ['garbage', garbage],

  // Errors and answers that are not what they say, or not all there.
  ['status-503-rests', status(503, { 'retry-after-ms': '20' })],
  ['error-stalls', (to) => to.head(503, 'application/json', { 'content-length': 1000 })],
  ['plain-text', (to) => to.whole(200, 'text/plain', 'Service temporarily unavailable')],
  ['truncated', truncated],
  ['set-cookie', (to) => to.json(200, answer(to), { 'set-cookie': 'a=b', server: 'mock/1', 'x-secret': 'inner' })],

  // Connections that break, or end without a word.
  ['role-then-cut', (to) => (to.stream ? streamed(to, [roleEvent(to)]) : half(to)).then(() => to.cut())],
  ['cut-mid', (to) => half(to).then(() => to.cut())],
  ['eof-no-done', plain({ end: [] })],

  // Silence. The connection stays open until the caller leaves.
  ['stall', () => undefined],
  ['slow-headers', (to) => to.dribble()],
  ['stall-after-headers', (to) => to.head(200, to.stream ? 'text/event-stream' : 'application/json')],
  ['stall-mid', half],
]);

/** The scenario a model id names, with or without an ending of its own; the longest name that fits. */
export function scenarioOf(model: string): Scenario | undefined {
  const words = model.split('-');
  const names = words.map((_, index) => words.slice(0, words.length - index).join('-'));
  const name = names.find((candidate) => SCENARIOS.has(candidate));
  return name === undefined ? undefined : SCENARIOS.get(name);
}

async function echoFirst(to: Exchange): Promise<void> {
  const body = errorBody(`Bad key: ${to.authorization} ${'x'.repeat(100_000)}`, 'server_error', null);
  if (!to.stream) return to.json(200, body);
  await streamed(to, [event(JSON.parse(body))]);
  to.end();
}

async function slow(to: Exchange): Promise<void> {
  if (!to.stream) {
    await to.released(SLOW_MS);
    return to.json(200, answer(to));
  }
  await slowText(to);
  for (const text of events(to).slice(1 + PIECES.length)) await to.write(text);
  to.end();
}

async function slowText(to: Exchange, pauseMs = 0): Promise<void> {
  const list = events(to, { end: [] });
  await streamed(to, list.slice(0, 2));
  await to.released(SLOW_MS);
  for (const text of list.slice(2)) {
    await to.write(text);
    if (pauseMs > 0) await pause(pauseMs);
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function fastThenError(to: Exchange): Promise<void> {
  to.head(200, 'text/event-stream; charset=utf-8', { 'cache-control': 'no-cache' });
  for (const text of events(to, { end: [] })) {
    await to.write(text);
    await pause(20);
  }
  await to.released(SLOW_MS);
  await to.write(event(JSON.parse(SERVER_ERROR)));
}

async function largeThenSlow(to: Exchange): Promise<void> {
  const list = events(to, { pieces: ['x'.repeat(5000), ' y', ' z'], end: [] });
  await streamed(to, list.slice(0, 2));
  for (const text of list.slice(2)) {
    await pause(400);
    await to.write(text);
  }
}

async function onCue(to: Exchange): Promise<void> {
  if (to.lastMessage.includes('late')) await to.released(SLOW_MS);
  await (to.lastMessage.includes('in vain') ? status(503) : plain())(to);
}

async function azure(to: Exchange): Promise<void> {
  if (!to.stream) return to.json(200, answer(to));
  await streamed(to, [azurePrefix(), ...events(to)]);
  to.end();
}

async function crlf(to: Exchange): Promise<void> {
  if (!to.stream) return to.json(200, answer(to));
  await streamed(
    to,
    events(to).map((text) => text.replaceAll('\n', '\r\n')),
  );
  to.end();
}

async function multiByte(to: Exchange): Promise<void> {
  const shape = { pieces: MULTI_BYTE_PIECES };
  if (!to.stream) return to.json(200, answer(to, shape));
  const bytes = new TextEncoder().encode(events(to, shape).join(''));
  const count = Math.ceil(bytes.length / SLICE_BYTES);
  await streamed(
    to,
    Array.from({ length: count }, (_, n) => bytes.subarray(n * SLICE_BYTES, (n + 1) * SLICE_BYTES)),
  );
  to.end();
}

async function toolCall(to: Exchange): Promise<void> {
  const { id, name, arguments: all } = TOOL_CALL;
  if (!to.stream) {
    const call = { id, type: 'function', function: { name, arguments: all } };
    return to.json(200, whole(to.model, { tool_calls: [call] }, 'tool_calls', USAGE));
  }
  const middle = all.length / 2;
  const opened = { index: 0, id, type: 'function', function: { name, arguments: '' } };
  const parts = [all.slice(0, middle), all.slice(middle)].map((text) => ({ index: 0, function: { arguments: text } }));
  const list = [
    chunk(to.model, { role: 'assistant', content: null, tool_calls: [opened], refusal: null }, null, pending(to)),
    ...parts.map((part) => chunk(to.model, { tool_calls: [part] }, null, pending(to))),
    chunk(to.model, {}, 'tool_calls', pending(to)),
    ...(to.wantsUsage ? [usageChunk(to.model, USAGE)] : []),
    DONE,
  ];
  await streamed(to, list);
  to.end();
}

/** The HTTP message is whole, and the JSON in it is not. */
async function truncated(to: Exchange): Promise<void> {
  if (!to.stream) return to.json(200, answer(to).slice(0, -20));
  await streamed(to, [roleEvent(to).slice(0, -20)]);
  to.end();
}

async function garbage(to: Exchange): Promise<void> {
  if (!to.stream) return to.json(200, 'upstream connect error or disconnect/reset before headers');
  await streamed(to, ['data: {"id":"chatcmpl-1","choices":[{"del\n\n', 'data: <html>\n\n', DONE]);
  to.end();
}
