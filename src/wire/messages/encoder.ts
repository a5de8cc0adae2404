/**
 * Anthropic Messages, answer side: Parts -> the named events of a stream, `message_start` to `message_stop`.
 * https://platform.claude.com/docs/en/build-with-claude/streaming
 */

import { anthropicError, type Why } from '../../error.ts';
import { type Part, type TokenUsage, wordsOf } from '../../part.ts';
import type { AnswerHead, Encoder } from '../wire.ts';
import { Blocks, eventOf } from './blocks.ts';
import { carry } from './carried.ts';
import { citationOf, stopReason } from './fields.ts';
import { estimated, messagesUsage } from './usage.ts';

export function messagesEncoder(head: AnswerHead): Encoder {
  const encoder = new MessagesEncoder(head);
  return {
    write: (part) => encoder.write(part),
    end: () => encoder.end(),
    fail: (why: Why) => eventOf('error', anthropicError(why)),
  };
}

class MessagesEncoder {
  readonly #head: AnswerHead;
  readonly #blocks = new Blocks();
  #hasStarted = false;
  #refused = false;
  #called = false;
  #characters = 0;
  #usage: TokenUsage | undefined;
  #finish: Extract<Part, { kind: 'finish' }> | undefined;

  constructor(head: AnswerHead) {
    this.#head = head;
  }

  write(part: Part): string {
    if (part.kind === 'usage') {
      this.#usage = part.usage;
      return '';
    }
    const started = this.#start(part.kind === 'start' ? part.model : undefined);
    this.#characters += wordsOf(part).length;
    return started + this.#say(part);
  }

  end(): string {
    const finish = this.#finish;
    const said = { refused: this.#refused, called: this.#called, stopSequence: finish?.stopSequence };
    const delta = {
      stop_reason: stopReason(finish?.reason ?? 'stop', said),
      stop_sequence: finish?.stopSequence ?? null,
    };
    const usage =
      this.#usage === undefined
        ? { output_tokens: estimated(this.#characters), estimated: true }
        : messagesUsage(this.#usage);
    const started = this.#start(undefined);
    return started + this.#blocks.endAll() + eventOf('message_delta', { delta, usage }) + eventOf('message_stop', {});
  }

  /**
   * The counts of `message_start` are read by clients and cannot be known yet: `message_delta` replaces them. The mark that
   * they are estimates stands beside the message, since clients keep what is in it: true counts would be marked for good.
   */
  #start(model: string | undefined): string {
    if (this.#hasStarted) return '';
    this.#hasStarted = true;
    const { id, ask } = this.#head;
    const usage = { input_tokens: estimated(ask.inputBytes), output_tokens: 1 };
    const message = {
      ...{ id: `msg_${id}`, type: 'message', role: 'assistant', model: model ?? this.#head.model, content: [] },
      ...{ stop_reason: null, stop_sequence: null, usage },
    };
    return eventOf('message_start', { message, estimated: true });
  }

  #say(part: Part): string {
    const blocks = this.#blocks;
    switch (part.kind) {
      case 'text':
      case 'refusal':
        if (part.kind === 'refusal') this.#refused = true;
        return this.#text(part.text);
      case 'audio':
        return this.#text(part.transcript);
      case 'reasoning': {
        const opened =
          blocks.current === 'thinking'
            ? ''
            : blocks.begin('thinking', { type: 'thinking', thinking: '', signature: '' });
        return opened + (part.text === '' ? '' : blocks.add({ type: 'thinking_delta', thinking: part.text }));
      }
      case 'signature':
        return this.#signature(carry(part.signature), blocks.current === 'thinking');
      case 'sealed': {
        const data = carry(part.signature, part.id ?? null);
        return blocks.begin('redacted_thinking', { type: 'redacted_thinking', data }) + blocks.end(null);
      }
      case 'call': {
        this.#called = true;
        const { id, name, signature } = part;
        // The wire has no signed calls: a thought without words goes before it and says which call it signs.
        const signed = signature === undefined ? '' : this.#signature(carry(signature, id), false);
        return signed + blocks.begin('tool_use', { type: 'tool_use', id, name, input: {} }, part.call);
      }
      case 'arguments':
        return part.json === '' ? '' : blocks.addJson(part.call, part.json);
      case 'call_end':
        return blocks.end(part.call);
      case 'source':
        return this.#text('') + blocks.add({ type: 'citations_delta', citation: citationOf(part) });
      case 'finish':
        this.#finish = part;
        this.#usage = part.usage ?? this.#usage;
        return '';
      default:
        return '';
    }
  }

  #text(text: string): string {
    const blocks = this.#blocks;
    const opened = blocks.current === 'text' ? '' : blocks.begin('text', { type: 'text', text: '' });
    return opened + (text === '' ? '' : blocks.add({ type: 'text_delta', text }));
  }

  /** Signs the open thought, or one without words. */
  #signature(signature: string, isOpen: boolean): string {
    const blocks = this.#blocks;
    const opened = isOpen ? '' : blocks.begin('thinking', { type: 'thinking', thinking: '', signature: '' });
    return opened + blocks.add({ type: 'signature_delta', signature }) + blocks.end(null);
  }
}
