/**
 * What is asked of every Worker, request by request: no two alike, so that nothing that remembers is measured, but for the
 * case that says so.
 */

import { CHAT_PATH } from './provider.ts';

export interface Case {
  readonly name: string;
  /** Events of content in the answer; null for an answer as a whole. */
  readonly events: number | null;
  /** Of the prompt, in bytes and about: a token is four. */
  readonly promptBytes: number;
  /** Open at once, each with a request on it. */
  readonly connections: number;
  /** What a client asks of Signalbox: `auto`, or a model by name. */
  readonly model: string;
  /** How many prompts there are, which come again and again; without it none does. */
  readonly prompts?: number;
}

const TOKENS_400 = 1_600;
const KB_64 = 65_536;

export const CASES: readonly Case[] = [
  { name: 'whole, 32 connections', events: null, promptBytes: TOKENS_400, connections: 32, model: 'auto' },
  {
    name: 'whole, prompts that come again, 32 connections',
    ...{ events: null, promptBytes: TOKENS_400, connections: 32, model: 'auto', prompts: 50 },
  },
  { name: 'whole, 1 connection', events: null, promptBytes: TOKENS_400, connections: 1, model: 'auto' },
  { name: '64 KB prompt, 32 connections', events: null, promptBytes: KB_64, connections: 32, model: 'auto' },
  { name: '64 KB prompt, 1 connection', events: null, promptBytes: KB_64, connections: 1, model: 'auto' },
  { name: 'stream of 22, 32 connections', events: 22, promptBytes: TOKENS_400, connections: 32, model: 'auto' },
  { name: 'stream of 22, 1 connection', events: 22, promptBytes: TOKENS_400, connections: 1, model: 'auto' },
  { name: 'stream of 100, 32 connections', events: 100, promptBytes: TOKENS_400, connections: 32, model: 'auto' },
  { name: 'stream of 100, 1 connection', events: 100, promptBytes: TOKENS_400, connections: 1, model: 'auto' },
  {
    name: 'stream of 100 from Anthropic, 32 connections',
    ...{ events: 100, promptBytes: TOKENS_400, connections: 32, model: 'foreign' },
  },
];

const SENTENCES = [
  'Please look at the figures of the last quarter and tell me what stands out.',
  'The function below reads a file line by line and returns the longest one.',
  'My parcel was sent on Monday and has not arrived, and the tracking page says nothing.',
  'We are planning a small celebration for a colleague who leaves after twenty years.',
  'I would like the text to sound warm without being too informal.',
  'There is an error in the second step, and I cannot see where it comes from.',
  'Every morning the export runs for about ten minutes before anybody is in the office.',
  'What would you change first, and why would it matter to the people who use it?',
];
/** Of users, so that requests at once are mostly of different ones, and none comes only once. */
const USERS = 100;

/** The nth request of a case as bytes, and the user it is of. */
export function requestOf({ events, promptBytes, model, prompts }: Case, at: number): { user: string; body: Buffer } {
  const content = promptOf(promptBytes, prompts === undefined ? at : at % prompts);
  const body = {
    model,
    max_tokens: events ?? 100,
    ...(events === null ? {} : { stream: true, stream_options: { include_usage: true } }),
    messages: [
      { role: 'system', content: 'You are a helpful assistant of a small company. Answer briefly.' },
      { role: 'user', content },
    ],
  };
  return { user: `user-${at % USERS}`, body: Buffer.from(JSON.stringify(body)) };
}

function promptOf(bytes: number, at: number): string {
  const sentences: string[] = [`Request ${at}.`];
  for (let length = 0, next = at; length < bytes; next++) {
    const sentence = SENTENCES[(next * 7 + (next >> 3)) % SENTENCES.length] ?? '';
    sentences.push(sentence);
    length += sentence.length + 1;
  }
  return sentences.join(' ');
}

export const PATH = CHAT_PATH;
