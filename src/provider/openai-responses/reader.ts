/**
 * OpenAI Responses, from the provider's side: events and whole answers -> Parts. Servers differ in which events they send:
 * what came in pieces is not said again when it is repeated whole, and what comes whole alone (LM Studio's arguments of a
 * call) is said then.
 */

import type { FinishReason, Part } from '../../part.ts';
import type { ProviderEvent, Reading, StreamReader } from '../contract.ts';
import {
  type Item,
  type ProviderError,
  type ProviderResponse,
  parseEvent,
  parseWhole,
  type ResponsesEvent,
  usageOf,
} from './events.ts';
import { ItemReader } from './item-reader.ts';

export function responsesReader(): StreamReader {
  const reader = new Reader();
  return { read: (event) => reader.read(event), end: () => reader.end() };
}

/** Null: it cannot be read, or holds neither an answer nor an error. */
export function readWholeResponses(body: string): readonly Part[] | null {
  const response = parseWhole(body);
  if (response === null) return null;
  const reader = new Reader();
  return [...reader.start(response), ...reader.last(response)];
}

class Reader {
  readonly #items = new Map<number, ItemReader>();
  #calls = 0;
  #started = false;
  /** The last event of the response has come. */
  #isOver = false;

  read({ data }: ProviderEvent): Reading | null {
    // Not OpenAI's, but of some who follow it: the answer's own last event has to come before it.
    if (data.trim() === '[DONE]') return { parts: [], done: false, usageOnly: false };
    const event = parseEvent(data);
    if (event === null) return null;
    const parts = this.#say(event);
    const reading = { parts, done: this.#isOver, usageOnly: false, sequence: event.sequence_number ?? undefined };
    return isForeign(event) ? { ...reading, works: true } : reading;
  }

  /** There is no end but the response's own last event. */
  end(): readonly Part[] | null {
    return null;
  }

  start({ id, model }: ProviderResponse): readonly Part[] {
    if (this.#started) return [];
    this.#started = true;
    return [{ kind: 'start', id: id ?? undefined, model: model ?? undefined }];
  }

  /** What is left to say once the whole response is there. */
  last(response: ProviderResponse): readonly Part[] {
    const { status, error, output, usage, cut } = response;
    if (error !== null) return [errorPart(error)];
    if (status !== 'completed' && status !== 'incomplete' && status !== null) {
      return [{ kind: 'error', message: `the response ended as "${status}"` }];
    }
    this.#isOver = true;
    const parts = (output ?? []).flatMap((item, at) => this.#item(at, item)?.whole(item) ?? []);
    const reason = status === 'incomplete' ? cutShort(cut) : this.#calls > 0 ? 'tool_calls' : 'stop';
    return [...parts, { kind: 'finish', reason, usage: usage === null ? undefined : usageOf(usage) }];
  }

  #say(event: ResponsesEvent): readonly Part[] {
    const { type, response, item, output_index: at, message, code, error } = event;
    if (type === 'error') return [errorPart(error ?? { message: message ?? 'an error without a message', code })];
    if (response !== null) {
      const started = this.start(response);
      return LAST.has(type) ? [...started, ...this.last(response)] : started;
    }
    if (item !== null && type === 'response.output_item.added') return this.#item(at ?? 0, item)?.added() ?? [];
    if (item !== null && type === 'response.output_item.done') return this.#item(at ?? 0, item)?.whole(item) ?? [];
    return this.#items.get(at ?? 0)?.read(event) ?? [];
  }

  /** Null: not one that a client could be told of in other words; a built-in tool at work. */
  #item(at: number, item: Item): ItemReader | null {
    const known = this.#items.get(at);
    if (known !== undefined) return known;
    if (!READ.has(item.type)) return null;
    const isCall = item.type === 'function_call' || item.type === 'custom_tool_call';
    const made = new ItemReader(item, isCall ? this.#calls++ : 0);
    this.#items.set(at, made);
    return made;
  }
}

/** A tool of the provider's own has begun: it may cost something, and its client has seen it. */
const isForeign = ({ type, item }: ResponsesEvent): boolean =>
  type === 'response.output_item.added' && item !== null && !READ.has(item.type);

const LAST: ReadonlySet<string> = new Set([
  ...['response.completed', 'response.incomplete', 'response.failed', 'response.cancelled'],
]);

const READ: ReadonlySet<string> = new Set(['message', 'reasoning', 'function_call', 'custom_tool_call']);

function cutShort(reason: string | null): FinishReason {
  if (reason === 'max_output_tokens' || reason === 'max_tokens') return 'length';
  return reason === 'content_filter' ? 'content_filter' : 'other';
}

/** The status with which OpenAI would have answered, had it known before it began. */
const STATUS: Readonly<Record<string, number>> = { rate_limit_exceeded: 429, server_error: 500, invalid_prompt: 400 };

function errorPart({ message, code }: Pick<ProviderError, 'message' | 'code'>): Part {
  const numeric = Number(code ?? Number.NaN);
  const status = STATUS[String(code)] ?? (Number.isInteger(numeric) && numeric >= 400 ? numeric : undefined);
  return { kind: 'error', message, ...(status === undefined ? {} : { status }) };
}
