/**
 * Chat Completions, from the provider's side: events and whole answers -> Parts. What differs from server to server is
 * read generously: reasoning in `reasoning_content` or `reasoning`, content in pieces, calls without ids or an index,
 * usage in the last chunk with a choice, or in one of its own whose `choices` are empty.
 */

import type { FinishReason, Part, Signature, TokenUsage } from '../../part.ts';
import type { Reading, StreamReader } from '../contract.ts';
import { answerOf, type ChatAnswer, type ChatCall, type ChatMessage, parseAnswer, readUsage } from './answer.ts';
import { Lists, readDetails, readSources } from './beside.ts';

/** `choices`: how many answers were asked for. The stream is whole when each of them has said why it stopped. */
export function chatReader(choices: number): ChatReader {
  const reader = new Reader(choices);
  return {
    read: ({ data }) => (data.trim() === '[DONE]' ? reader.last() : reader.next(parseAnswer(data))),
    readJson: (json) => reader.next(answerOf(json)),
    end: () => reader.end(),
  };
}

interface ChatReader extends StreamReader {
  /** An event whose data have been parsed, and are not the end mark. */
  readonly readJson: (json: unknown) => Reading | null;
}

/** Null: it cannot be read, or holds neither an answer nor an error. */
export const readWholeChat = (body: string): readonly Part[] | null => wholeOf(parseAnswer(body));

/** The same of an answer that has been parsed. */
export const wholeChatOf = (json: unknown): readonly Part[] | null => wholeOf(answerOf(json));

function wholeOf(answer: ChatAnswer | null): readonly Part[] | null {
  if (answer === null || (answer.error === null && answer.choices.length === 0)) return null;
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

  last(): Reading {
    return { parts: this.finish(), done: true, usageOnly: false };
  }

  /** Null, as `answer` is: it cannot be read. */
  next(answer: ChatAnswer | null): Reading | null {
    if (answer === null) return null;
    const usageOnly = answer.usage !== null && answer.choices.length === 0;
    return { parts: this.take(answer), done: false, usageOnly };
  }

  /** Some providers leave the end mark out. */
  end(): readonly Part[] | null {
    return this.#hasStopped() ? this.finish() : null;
  }

  take(answer: ChatAnswer): readonly Part[] {
    const { error } = answer;
    if (error !== null) return [errorPart(error)];
    const parts: Part[] = [];
    if (!this.#started) {
      this.#started = true;
      parts.push({ kind: 'start', id: answer.id ?? undefined, model: answer.model ?? undefined });
    }
    for (const { said, index, finish_reason: reason } of answer.choices) {
      const at = index ?? 0;
      const choice = this.#choice(at);
      if (said !== undefined) this.#say(said, choice, at, parts);
      if (reason !== null && reason !== '') choice.reason = finishReason(reason);
    }
    this.#lists.add(answer.citations, answer.search_results);
    if (answer.usage !== null) {
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

  #say(message: ChatMessage, choice: Choice, at: number, into: Part[]): void {
    const reasoning = textOf(message.reasoning_content) || textOf(message.reasoning);
    const details = message.reasoning_details == null ? null : readDetails(message.reasoning_details);
    const shown = reasoning || (details?.text ?? '');
    if (shown !== '') into.push(saying('reasoning', shown, at));
    if (details !== null) into.push(...details.marks);
    const { content, audio, annotations, calls, legacyCall } = message;
    if (typeof content === 'string') {
      if (content !== '') into.push(saying('text', content, at));
    } else if (Array.isArray(content)) into.push(...contentParts(content, at));
    const refusal = textOf(message.refusal);
    if (refusal !== '') into.push(saying('refusal', refusal, at));
    if (audio != null) into.push(...audioParts(audio));
    if (annotations != null) {
      for (const source of readSources(annotations)) {
        this.#cited.add(source.url);
        into.push(source);
      }
    }
    if (calls !== null) for (const [position, call] of calls.entries()) this.#call(call, position, choice, at, into);
    else if (legacyCall !== null) this.#call(legacyCall, 0, choice, at, into);
  }

  /** The first fragment of a call names it; some servers name it again, or give an id only later, or none. */
  #call(call: ChatCall, position: number, choice: Choice, at: number, into: Part[]): void {
    const index = call.index ?? position;
    let number = choice.calls.get(index);
    if (number === undefined) {
      number = this.#calls++;
      choice.calls.set(index, number);
      const signature = signatureOf(call);
      into.push({
        ...{ kind: 'call', call: number, id: call.id || `call_${number}`, name: call.name ?? '' },
        ...(signature === undefined ? {} : { signature }),
        ...of(at),
      });
    }
    const json = argumentsOf(call.arguments);
    if (json === '') return;
    into.push(
      at === 0 ? { kind: 'arguments', call: number, json } : { kind: 'arguments', call: number, json, choice: at },
    );
  }
}

const of = (choice: number) => (choice === 0 ? {} : { choice });

const saying = (kind: 'text' | 'reasoning' | 'refusal', text: string, choice: number): Part =>
  choice === 0 ? { kind, text } : { kind, text, choice };

/** Arguments are a string; a few servers send the object itself. */
function argumentsOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : '';
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Content in pieces: Mistral's reasoning models send their thoughts as such a piece. */
function contentParts(content: readonly unknown[], at: number): Part[] {
  return content.flatMap((piece: unknown): Part[] => {
    if (typeof piece !== 'object' || piece === null) return [];
    const { type, text, thinking, refusal } = piece as Readonly<Record<string, unknown>>;
    if (type === 'thinking') {
      const thoughts = Array.isArray(thinking) ? thinking.map((one) => textOf(Reflect.get(Object(one), 'text'))) : [];
      return [saying('reasoning', thoughts.join(''), at)];
    }
    if (typeof refusal === 'string') return [saying('refusal', refusal, at)];
    return typeof text === 'string' && text !== '' ? [saying('text', text, at)] : [];
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
