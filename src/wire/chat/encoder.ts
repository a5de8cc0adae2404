/**
 * OpenAI Chat Completions, answer side: Parts -> chunks of a stream. What the wire has no official place for goes where
 * its clients look: reasoning in `reasoning_content`, signed and sealed thoughts in `reasoning_details` (OpenRouter's),
 * Gemini's signature of a call in `extra_content` (Gemini's own OpenAI endpoint).
 * https://platform.openai.com/docs/api-reference/chat-streaming
 */

import { openAiError, type Why } from '../../error.ts';
import type { FinishReason, Part, TokenUsage } from '../../part.ts';
import type { AnswerHead, Encoder } from '../wire.ts';
import { annotationOf, callSignature, chatFinish, sealedDetail, signedDetail } from './fields.ts';
import { chatUsage } from './usage.ts';

export function chatEncoder(head: AnswerHead): Encoder {
  const encoder = new ChatEncoder(head);
  return {
    write: (part) => encoder.write(part),
    end: () => encoder.end(),
    fail: (why: Why) => `data: ${JSON.stringify(openAiError(why))}\n\n`,
  };
}

class ChatEncoder {
  readonly #head: AnswerHead;
  /** What every chunk begins with, up to its choices. */
  #opening: string;
  /** The choices that have begun. */
  readonly #begun = new Set<number>();
  /** Calls of which no argument has come, and their choices. */
  readonly #bare = new Map<number, number>();
  /** Thoughts shown so far: a signature names the one it signs. */
  #details = 0;
  /** Characters of the text so far. */
  #written = 0;
  /** The choices that have refused. */
  readonly #refused = new Set<number>();
  /** Places of calls, each in its choice's own list, by their numbers in the answer. */
  readonly #calls = new Map<number, number>();
  /** How many calls each choice has made. */
  readonly #called = new Map<number, number>();
  #usage: TokenUsage | undefined;

  constructor(head: AnswerHead) {
    this.#head = head;
    this.#opening = opening(head, head.model);
  }

  write(part: Part): string {
    switch (part.kind) {
      case 'start':
        if (part.model !== undefined) this.#opening = opening(this.#head, part.model);
        return this.#delta({}, 0);
      case 'text':
        this.#written += part.choice === undefined ? part.text.length : 0;
        return this.#words('content', part.text, part.choice);
      case 'reasoning':
        return this.#words('reasoning_content', part.text, part.choice);
      case 'signature':
        return this.#delta({ reasoning_details: [signedDetail(part.signature, this.#details++)] });
      case 'sealed':
        return this.#delta({ reasoning_details: [sealedDetail(part, this.#details++)] });
      case 'call': {
        this.#bare.set(part.call, part.choice ?? 0);
        const call = { id: part.id, type: 'function', function: { name: part.name, arguments: '' } };
        return this.#delta(
          { tool_calls: [{ index: this.#place(part), ...call, ...callSignature(part.signature) }] },
          part.choice,
        );
      }
      case 'arguments':
        if (part.json !== '') this.#bare.delete(part.call);
        return this.#arguments(part.call, part.json, part.choice);
      case 'call_end':
        return this.#endCall(part.call);
      case 'source':
        return this.#delta({ annotations: [annotationOf(part, this.#written)] });
      case 'refusal':
        this.#refused.add(part.choice ?? 0);
        return this.#delta({ refusal: part.text }, part.choice);
      case 'audio':
        return this.#delta({ audio: { data: part.data, transcript: part.transcript } });
      case 'usage':
        this.#usage = part.usage;
        return '';
      case 'finish':
        this.#usage = part.usage ?? this.#usage;
        return this.#finish(part.reason, part.choice ?? 0);
      case 'error':
      case 'vector':
        return '';
    }
  }

  end(): string {
    const wanted = this.#head.ask.wantsUsage && this.#usage !== undefined;
    const usage = wanted && this.#usage !== undefined ? this.#chunk('', JSON.stringify(chatUsage(this.#usage))) : '';
    return `${usage}data: [DONE]\n\n`;
  }

  #arguments(call: number, json: string, choice?: number): string {
    const index = this.#calls.get(call) ?? call;
    return this.#delta({ tool_calls: [{ index, function: { arguments: json } }] }, choice);
  }

  /** Without arguments it is called with none, which is JSON as well: clients parse what they have been sent. */
  #endCall(call: number): string {
    const choice = this.#bare.get(call);
    this.#bare.delete(call);
    return choice === undefined ? '' : this.#arguments(call, '{}', choice);
  }

  /** As `#delta`, of a piece of text: most of a stream is these. */
  #words(field: 'content' | 'reasoning_content', text: string, choice = 0): string {
    if (!this.#begun.has(choice)) return this.#delta({ [field]: text }, choice);
    return this.#chunk(choiceOf(`{"${field}":${JSON.stringify(text)}}`, choice, null));
  }

  /** The first of a choice names the role, as official clients expect. */
  #delta(delta: object, choice = 0): string {
    const first = !this.#begun.has(choice);
    this.#begun.add(choice);
    const role = first ? { role: 'assistant', content: '' } : {};
    if (!first && Object.keys(delta).length === 0) return '';
    return this.#chunk(choiceOf(JSON.stringify({ ...role, ...delta }), choice, null));
  }

  #finish(reason: FinishReason, choice: number): string {
    return this.#chunk(choiceOf('{}', choice, chatFinish(reason, this.#refused.has(choice))));
  }

  /** Clients keep a list of calls for each choice: a number that is none of its places would leave a hole in it. */
  #place({ call, choice = 0 }: Extract<Part, { kind: 'call' }>): number {
    const place = this.#called.get(choice) ?? 0;
    this.#called.set(choice, place + 1);
    this.#calls.set(call, place);
    return place;
  }

  /** `choices` and `usage` are JSON. The wish for usage puts the field into every chunk. */
  #chunk(choices: string, usage = 'null'): string {
    return `${this.#opening}${choices}]${this.#head.ask.wantsUsage ? `,"usage":${usage}` : ''}}\n\n`;
  }
}

function opening({ id, createdSeconds }: AnswerHead, model: string): string {
  const envelope = { id: `chatcmpl-${id}`, object: 'chat.completion.chunk', created: createdSeconds, model };
  return `data: ${JSON.stringify(envelope).slice(0, -1)},"choices":[`;
}

/** `delta` is JSON. */
const choiceOf = (delta: string, index: number, reason: string | null): string =>
  `{"index":${index},"delta":${delta},"logprobs":null,"finish_reason":${JSON.stringify(reason)}}`;
