/**
 * Chat Completions, from the provider's side: events and whole answers -> Parts. What differs from server to server is
 * read generously: reasoning in `reasoning_content` or `reasoning`, content in pieces, calls without ids or an index,
 * usage in the last chunk with a choice, or in one of its own whose `choices` are empty.
 */

import type { FinishReason, Part, Signature, TokenUsage } from '../../part.ts';
import type { ProviderEvent, Reading, StreamReader } from '../contract.ts';
import { type ChatAnswer, type ChatCall, type ChatMessage, parseAnswer, readUsage } from './answer.ts';
import { Lists, readDetails, readSources } from './beside.ts';

/** `choices`: how many answers were asked for. The stream is whole when each of them has said why it stopped. */
export function chatReader(choices: number): StreamReader {
  const reader = new Reader(choices);
  return { read: (event) => reader.read(event), end: () => reader.end() };
}

/** Null: it cannot be read, or holds neither an answer nor an error. */
export function readWholeChat(body: string): readonly Part[] | null {
  const answer = parseAnswer(body);
  if (answer === null || (answer.error == null && (answer.choices ?? []).length === 0)) return null;
  const reader = new Reader(1);
  const parts = reader.take(answer);
  return parts.some(({ kind }) => kind === 'error') ? parts : [...parts, ...reader.finish()];
}

interface Choice {
  /** How many calls it has made, and the numbers of those by the provider's index. */
  readonly calls: Map<number, number>;
  reason: FinishReason | null;
}

class Reader {
  readonly #expected: number;
  readonly #choices = new Map<number, Choice>();
  #calls = 0;
  readonly #lists = new Lists();
  /** Addresses that an annotation has told of. */
  readonly #cited = new Set<string>();
  #usage: TokenUsage | undefined;
  #started = false;

  constructor(expected: number) {
    this.#expected = expected;
  }

  read({ data }: ProviderEvent): Reading | null {
    if (data.trim() === '[DONE]') return { parts: this.finish(), done: true, usageOnly: false };
    const answer = parseAnswer(data);
    if (answer === null) return null;
    const usageOnly = answer.usage != null && (answer.choices ?? []).length === 0;
    return { parts: this.take(answer), done: false, usageOnly };
  }

  /** Some providers leave the end mark out. */
  end(): readonly Part[] | null {
    return this.#hasStopped() ? this.finish() : null;
  }

  take(answer: ChatAnswer): readonly Part[] {
    const { error } = answer;
    if (error != null) return [errorPart(error)];
    const parts: Part[] = [];
    if (!this.#started) {
      this.#started = true;
      parts.push({ kind: 'start', id: answer.id ?? undefined, model: answer.model ?? undefined });
    }
    for (const { delta, message, index, finish_reason: reason } of answer.choices ?? []) {
      const at = index ?? 0;
      const choice = this.#choice(at);
      const said = delta ?? message;
      if (said != null) parts.push(...this.#say(said, choice, at));
      if (typeof reason === 'string' && reason !== '') choice.reason = finishReason(reason);
    }
    this.#lists.add(answer.citations, answer.search_results);
    if (answer.usage != null) {
      this.#usage = readUsage(answer.usage);
      parts.push({ kind: 'usage', usage: this.#usage, running: !this.#hasStopped() });
    }
    return parts;
  }

  /** What the whole rests on, and every choice's end. One that never said why it stopped has said `[DONE]`, which is as good. */
  finish(): readonly Part[] {
    const ended =
      this.#choices.size === 0 ? [[0, null] as const] : [...this.#choices].map(([at, c]) => [at, c] as const);
    const ends = ended.flatMap(([at, choice]): Part[] => [
      ...[...(choice?.calls.values() ?? [])].map((call): Part => ({ kind: 'call_end', call })),
      { kind: 'finish', reason: choice?.reason ?? 'stop', usage: this.#usage, ...of(at) },
    ]);
    return [...this.#lists.without(this.#cited), ...ends];
  }

  #hasStopped(): boolean {
    return [...this.#choices.values()].filter(({ reason }) => reason !== null).length >= this.#expected;
  }

  #choice(at: number): Choice {
    const known = this.#choices.get(at);
    if (known !== undefined) return known;
    const made: Choice = { calls: new Map(), reason: null };
    this.#choices.set(at, made);
    return made;
  }

  #say(message: ChatMessage, choice: Choice, at: number): Part[] {
    const parts: Part[] = [];
    const reasoning = textOf(message.reasoning_content) || textOf(message.reasoning);
    const details = readDetails(message.reasoning_details);
    const shown = reasoning || details.text;
    if (shown !== '') parts.push({ kind: 'reasoning', text: shown, ...of(at) });
    parts.push(...details.marks);
    parts.push(...contentParts(message.content, at));
    const refusal = textOf(message.refusal);
    if (refusal !== '') parts.push({ kind: 'refusal', text: refusal, ...of(at) });
    const sources = readSources(message.annotations);
    for (const { url } of sources) this.#cited.add(url);
    parts.push(...audioParts(message.audio), ...sources);
    const { function_call: legacy } = message;
    const calls: readonly ChatCall[] =
      message.tool_calls ?? (legacy == null ? [] : [{ index: 0, id: null, function: legacy }]);
    for (const [position, call] of calls.entries()) parts.push(...this.#call(call, position, choice, at));
    return parts;
  }

  /** The first fragment of a call names it; some servers name it again, or give an id only later, or none. */
  #call(call: ChatCall, position: number, choice: Choice, at: number): Part[] {
    const parts: Part[] = [];
    const index = call.index ?? position;
    let number = choice.calls.get(index);
    if (number === undefined) {
      number = this.#calls++;
      choice.calls.set(index, number);
      const signature = signatureOf(call);
      parts.push({
        ...{ kind: 'call', call: number, id: call.id || `call_${number}`, name: call.function?.name ?? '' },
        ...(signature === undefined ? {} : { signature }),
        ...of(at),
      });
    }
    const json = argumentsOf(call.function?.arguments);
    if (json !== '') parts.push({ kind: 'arguments', call: number, json, ...of(at) });
    return parts;
  }
}

const of = (choice: number) => (choice === 0 ? {} : { choice });

/** Arguments are a string; a few servers send the object itself. */
function argumentsOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : '';
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Content is a string, or pieces: Mistral's reasoning models send their thoughts as such a piece. */
function contentParts(content: unknown, at: number): Part[] {
  if (typeof content === 'string') return content === '' ? [] : [{ kind: 'text', text: content, ...of(at) }];
  if (!Array.isArray(content)) return [];
  return content.flatMap((piece: unknown): Part[] => {
    if (typeof piece !== 'object' || piece === null) return [];
    const { type, text, thinking, refusal } = piece as Readonly<Record<string, unknown>>;
    if (type === 'thinking') {
      const thoughts = Array.isArray(thinking) ? thinking.map((one) => textOf(Reflect.get(Object(one), 'text'))) : [];
      return [{ kind: 'reasoning', text: thoughts.join(''), ...of(at) }];
    }
    if (typeof refusal === 'string') return [{ kind: 'refusal', text: refusal, ...of(at) }];
    return typeof text === 'string' && text !== '' ? [{ kind: 'text', text, ...of(at) }] : [];
  });
}

function audioParts(audio: unknown): Part[] {
  const { data, transcript } = Object(audio) as Readonly<Record<string, unknown>>;
  return textOf(data) === '' && textOf(transcript) === ''
    ? []
    : [{ kind: 'audio', data: textOf(data), transcript: textOf(transcript) }];
}

/** Gemini's OpenAI endpoint signs the thought before a call on the call itself. */
function signatureOf(call: ChatCall): Signature | undefined {
  const google: unknown = Reflect.get(Object(call.extra_content), 'google');
  const value: unknown = Reflect.get(Object(google), 'thought_signature');
  return typeof value === 'string' && value !== '' ? { issuer: 'google', value } : undefined;
}

function errorPart(error: NonNullable<ChatAnswer['error']>): Part {
  if (typeof error === 'string') return { kind: 'error', message: error };
  const status = Number(error.code ?? Number.NaN);
  return { kind: 'error', message: error.message, ...(Number.isInteger(status) && status >= 400 ? { status } : {}) };
}

function finishReason(reason: string): FinishReason {
  switch (reason) {
    case 'stop':
    case 'eos':
    case 'end_turn':
      return 'stop';
    case 'length':
    case 'max_tokens':
    case 'model_length':
      return 'length';
    case 'tool_calls':
    case 'function_call':
    case 'tool_use':
      return 'tool_calls';
    case 'content_filter':
    case 'safety':
      return 'content_filter';
    default:
      return 'other';
  }
}
