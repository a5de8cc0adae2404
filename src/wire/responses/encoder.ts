/**
 * OpenAI Responses, answer side: Parts -> events of a stream. Reasoning goes where clients of this wire look for it, in
 * the summary of a reasoning item; what signs or seals it in `encrypted_content` (`seal.ts`).
 */

import { openAiError, type Why } from '../../error.ts';
import type { Part, TokenUsage } from '../../part.ts';
import type { AnswerHead, Encoder } from '../wire.ts';
import { envelope, type Standing, statusOf } from './envelope.ts';
import { responseId } from './own-ids.ts';
import { OutputWriter } from './writer.ts';

export function responsesEncoder(head: AnswerHead): Encoder {
  const encoder = new ResponsesEncoder(head);
  return {
    write: (part) => encoder.write(part),
    end: () => encoder.end(),
    fail: (why, after) => encoder.fail(why, after),
  };
}

export class ResponsesEncoder {
  readonly #head: AnswerHead;
  readonly #writer: OutputWriter;
  #id: string;
  #model: string;
  #hasBegun = false;
  #sequence = 0;
  #usage: TokenUsage | undefined;
  #ended: Standing['ended'] = null;
  #text = '';

  constructor(head: AnswerHead) {
    this.#head = head;
    this.#id = responseId(head.id);
    this.#model = head.model;
    this.#writer = new OutputWriter(head.id, customTools(head), (type, fields) => this.#emit(type, fields));
  }

  write(part: Part): string {
    // This wire has one answer, and no place for others beside it.
    if ('choice' in part && (part.choice ?? 0) > 0) return '';
    if (part.kind === 'start' && !this.#hasBegun) {
      // A provider of this wire has begun the answer under its own name, and its client may have seen that.
      if (part.id?.startsWith('resp_') === true) this.#id = part.id;
      this.#model = part.model ?? this.#model;
    }
    this.#begin();
    this.#take(part);
    return this.#flush();
  }

  end(): string {
    this.#ended ??= { reason: 'stop' };
    this.#begin();
    this.#emit(`response.${statusOf(this.#ended)}`, { response: this.response() });
    return this.#flush();
  }

  /**
   * Twice, since no one event is noticed by all: some clients (LangChain among them) pass over `response.failed`, others
   * wait for a last event of the response and know no `error`.
   */
  fail(why: Why, after?: number): string {
    const { error } = openAiError(why);
    this.#begin();
    if (after !== undefined) this.#forget(after);
    this.#ended = { failure: error.message };
    const output = after === undefined ? this.#writer.output : [];
    this.#emit('response.failed', { response: envelope(this.#head, { ...this.#standing(), output }) });
    const { code, message, param } = error;
    this.#emit('error', { code, message, param, error });
    return this.#flush();
  }

  /** As it stands. */
  response(): object {
    return envelope(this.#head, this.#standing());
  }

  #take(part: Part): void {
    const writer = this.#writer;
    switch (part.kind) {
      case 'text':
        writer.text('output_text', part.text, part.item);
        break;
      case 'refusal':
        writer.text('refusal', part.text);
        break;
      case 'reasoning':
        writer.thought(part.text, part.item);
        break;
      case 'signature':
        writer.seal({ kind: 'signed', signature: part.signature });
        break;
      case 'sealed':
        writer.seal({ kind: 'sealed', signature: part.signature }, part.id);
        break;
      case 'source':
        writer.source(part);
        break;
      case 'call':
        writer.call(part);
        break;
      case 'arguments':
        writer.arguments(part.call, part.json);
        break;
      case 'call_end':
        writer.endCall(part.call);
        break;
      case 'usage':
        this.#usage = part.usage;
        break;
      case 'finish':
        this.#usage = part.usage ?? this.#usage;
        this.#ended = { reason: part.reason };
        writer.closeAll(statusOf(this.#ended) === 'incomplete' ? 'incomplete' : 'completed');
        break;
      // Only a provider of this wire speaks, and its events go out as they come. An error ends the stream by `fail`.
      case 'audio':
      case 'start':
      case 'error':
    }
  }

  #begin(): void {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    for (const type of ['response.created', 'response.in_progress']) this.#emit(type, { response: this.response() });
  }

  /** What went out as it came was not followed to its end: all that is known of it is the number of its last event. */
  #forget(after: number): void {
    this.#text = '';
    this.#sequence = Math.max(this.#sequence, after + 1);
  }

  #standing(): Standing {
    const { output } = this.#writer;
    return { id: this.#id, model: this.#model, output, usage: this.#usage, ended: this.#ended };
  }

  #emit(type: string, fields: object): void {
    const event = { type, sequence_number: this.#sequence++, ...fields };
    this.#text += `event: ${type}\ndata: ${JSON.stringify(event)}\n\n`;
  }

  #flush(): string {
    const text = this.#text;
    this.#text = '';
    return text;
  }
}

function customTools({ ask }: AnswerHead): ReadonlySet<unknown> {
  const tools: unknown = ask.body['tools'];
  const custom = Array.isArray(tools) ? tools.filter((tool) => Reflect.get(Object(tool), 'type') === 'custom') : [];
  return new Set(custom.map((tool) => Reflect.get(Object(tool), 'name')));
}
