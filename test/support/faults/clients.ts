/**
 * The three wires as their clients read them, as far as a fault goes: what a stream has said, with which error it broke
 * off, and what a refusal looks like. Whatever is not exactly in the wire's own form is refused here.
 */

import * as z from 'zod';
import { PROMPTED } from './words.ts';

/** Of a stream; `data` is null for `[DONE]`. */
interface Event {
  readonly name: string | null;
  readonly data: unknown;
}

interface Told {
  readonly message: string;
  /** The wire of Anthropic has none. */
  readonly code?: string | undefined;
}

export interface Client {
  readonly path: string;
  readonly body: object;
  /** In a stream that is complete, and in no other. */
  readonly endMark: string;
  readonly said: (events: readonly Event[]) => string;
  /** Throws where the stream does not end in an error of this wire. */
  readonly brokenBy: (events: readonly Event[]) => Told;
  readonly refusedBy: (body: unknown) => Told;
  /** The text of a whole answer. */
  readonly answered: (body: unknown) => string;
}

const PROMPT = `Tell me of the ${PROMPTED}.`;
const MESSAGES = [{ role: 'user', content: PROMPT }];

/** As a client has them: what holds no data is passed over. Throws where an event's data is no JSON: a piece of one must never go out. */
export function eventsOf(stream: string): readonly Event[] {
  return stream.split(/\r?\n\r?\n/).flatMap((block) => {
    const data = /^data: ?(.*)$/m.exec(block)?.[1];
    if (data === undefined) return [];
    const name = /^event: ?(.*)$/m.exec(block)?.[1] ?? null;
    return [{ name, data: data === '[DONE]' ? null : JSON.parse(data) }];
  });
}

const openAiError = z.strictObject({
  error: z.strictObject({
    message: z.string(),
    type: z.enum(['api_error', 'overloaded_error']),
    code: z.string(),
    param: z.null(),
  }),
});
const asOpenAi = (body: unknown): Told => openAiError.parse(body).error;

const chunkSchema = z.object({
  choices: z.array(z.object({ delta: z.object({ content: z.string().nullish() }) })).optional(),
});
const completionSchema = z.object({ choices: z.tuple([z.object({ message: z.object({ content: z.string() }) })]) });

export const CHAT: Client = {
  path: '/v1/chat/completions',
  body: { messages: MESSAGES },
  endMark: 'data: [DONE]',
  said: (events) => events.map(({ data }) => chunkSchema.parse(data ?? {}).choices?.[0]?.delta.content ?? '').join(''),
  brokenBy: (events) => asOpenAi(events.at(-1)?.data),
  refusedBy: asOpenAi,
  answered: (body) => completionSchema.parse(body).choices[0].message.content,
};

const anthropicError = z.strictObject({
  type: z.literal('error'),
  error: z.strictObject({ type: z.enum(['api_error', 'overloaded_error']), message: z.string() }),
});
const asAnthropic = (body: unknown): Told => anthropicError.parse(body).error;

const deltaSchema = z.object({ delta: z.object({ text: z.string().optional() }).optional() });
const messageSchema = z.object({ content: z.tuple([z.object({ type: z.literal('text'), text: z.string() })]) });

export const MESSAGES_CLIENT: Client = {
  path: '/v1/messages',
  body: { messages: MESSAGES, max_tokens: 200 },
  endMark: 'event: message_stop',
  said: (events) => events.map(({ data }) => deltaSchema.parse(data).delta?.text ?? '').join(''),
  brokenBy: (events) => {
    const last = events.at(-1);
    if (last?.name !== 'error') throw new Error(`The last event is ${last?.name}, and no error.`);
    return asAnthropic(last.data);
  },
  refusedBy: asAnthropic,
  answered: (body) => messageSchema.parse(body).content[0].text,
};

const numberedSchema = z.object({ type: z.string(), sequence_number: z.number(), delta: z.string().optional() });
const failedSchema = z.object({
  type: z.literal('response.failed'),
  response: z.object({
    status: z.literal('failed'),
    error: z.strictObject({ code: z.literal('server_error'), message: z.string() }),
  }),
});
const lastErrorSchema = z.strictObject({
  ...{ type: z.literal('error'), sequence_number: z.number(), code: z.string(), message: z.string(), param: z.null() },
  error: openAiError.shape.error,
});
const responseSchema = z.object({
  status: z.literal('completed'),
  output: z.array(z.object({ content: z.array(z.object({ text: z.string().optional() })).optional() })),
});

export const RESPONSES_CLIENT: Client = {
  path: '/v1/responses',
  body: { input: PROMPT },
  endMark: 'response.completed',
  said: (events) =>
    events
      .map(({ data }) => numberedSchema.parse(data))
      .map(({ type, delta }) => (type === 'response.output_text.delta' ? (delta ?? '') : ''))
      .join(''),
  brokenBy: (events) => {
    const numbers = events.map(({ data }) => numberedSchema.parse(data).sequence_number);
    if (numbers.some((number, at) => number !== (numbers[0] ?? 0) + at)) throw new Error(`Not in order: ${numbers}`);
    const [failed, error] = events.slice(-2).map(({ data }) => data);
    const { message } = failedSchema.parse(failed).response.error;
    const told = lastErrorSchema.parse(error);
    if (told.message !== message) throw new Error('The two last events do not tell the same.');
    return told;
  },
  refusedBy: asOpenAi,
  answered: (body) =>
    responseSchema
      .parse(body)
      .output.flatMap(({ content }) => content ?? [])
      .map(({ text }) => text ?? '')
      .join(''),
};
