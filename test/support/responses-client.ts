/** Answers as a client of Responses has them: written by the wire, and read by OpenAI's own client. */

import OpenAI from 'openai';
import type { Part } from '../../src/part.ts';
import type { ProviderEvent, StreamReader } from '../../src/provider/contract.ts';
import { responsesEncoder } from '../../src/wire/responses/encoder.ts';
import type { AnswerHead } from '../../src/wire/wire.ts';
import { askOf } from './ask.ts';

export const headOf = (body: Readonly<Record<string, unknown>> = {}): AnswerHead => ({
  ...{ id: '01ARZ3NDEKTSV4RRFFQ69G5FAV', model: 'm', createdSeconds: 1_790_000_000 },
  ask: askOf('Hi', { wire: 'responses', wantsUsage: true, body }),
});

/** The stream that tells of the parts, its end included. */
export function written(parts: readonly Part[], body: Readonly<Record<string, unknown>> = {}): string {
  const encoder = responsesEncoder(headOf(body));
  return parts.map((part) => encoder.write(part)).join('') + encoder.end();
}

export const eventsIn = (stream: string): ProviderEvent[] =>
  stream
    .split('\n\n')
    // A comment alone is no event.
    .filter((text) => text.includes('data: '))
    .map((text) => ({ name: null, data: text.slice(text.indexOf('data: ') + 'data: '.length) }));

/** What a reader makes of a whole stream. */
export function partsOf(reader: StreamReader, events: readonly ProviderEvent[]): Part[] {
  const parts = events.flatMap((event) => {
    const reading = reader.read(event);
    if (reading === null) throw new Error(`An event cannot be read: ${event.data}`);
    return [...reading.parts];
  });
  return parts.some(({ kind }) => kind === 'finish' || kind === 'error') ? parts : [...parts, ...(reader.end() ?? [])];
}

/** The answer that OpenAI's own helper adds up, which checks every event against those before it. */
export function accumulated(stream: string) {
  const answer = async () => new Response(stream, { headers: { 'content-type': 'text/event-stream' } });
  const client = new OpenAI({ apiKey: 'none', fetch: answer, maxRetries: 0 });
  return client.responses.stream({ model: 'm', input: 'Hi' }).finalResponse();
}
