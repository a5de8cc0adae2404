/** Anthropic Messages, from the provider's side: events and whole messages -> Parts. */

import type { Part } from '../../part.ts';
import type { ProviderEvent, Reading, StreamReader } from '../contract.ts';
import {
  counted,
  countedOn,
  finishReason,
  parseEvent,
  parseWhole,
  readUsage,
  type SentBlock,
  type SentDelta,
  type SentEvent,
  type SentUsage,
  type SentWhole,
  statusOf,
  UNCOUNTED,
} from './answer.ts';
import { ANSWER_TOOL } from './request.ts';

export function anthropicReader(): StreamReader {
  const reader = new Reader();
  return { read: (event) => reader.read(event), end: () => reader.end() };
}

/** Null: it cannot be read, or is neither a message nor an error. */
export function readWholeMessage(body: string): readonly Part[] | null {
  const answer = parseWhole(body);
  if (answer === null) return null;
  if (answer.error !== null) return [errorPart(answer.error)];
  return answer.type === 'message' ? new Reader().take(answer) : null;
}

/** Blocks that Parts tell of. Any other is the work of a server tool, or new: its client has seen it, and nobody can begin again. */
const TOLD: ReadonlySet<string> = new Set(['text', 'thinking', 'redacted_thinking', 'tool_use']);

/** Of most events that hold no words. */
const NOTHING: readonly Part[] = [];

/** A block that is open: the call it is, or that its arguments are the answer's text (`ANSWER_TOOL`). */
type Open = { readonly call: number } | 'answer';

class Reader {
  readonly #open = new Map<number, Open>();
  #calls = 0;
  #answered = false;
  #usage: SentUsage = UNCOUNTED;
  #reason: string | null = null;
  #stopSequence: string | undefined;

  read({ data }: ProviderEvent): Reading | null {
    const event = parseEvent(data);
    if (event === null) return null;
    const works = event.type === 'content_block_start' && !TOLD.has(event.content_block?.type ?? '');
    const parts = this.#parts(event);
    const done = event.type === 'message_stop';
    return works ? { parts, done, usageOnly: false, works } : { parts, done, usageOnly: false };
  }

  /** The message has said why it stopped; only the end mark is missing. */
  end(): readonly Part[] | null {
    return this.#reason === null ? null : this.#finish();
  }

  take({ id, model, content, usage, stop_reason: reason, stop_sequence: sequence }: SentWhole): readonly Part[] {
    const parts: Part[] = [{ kind: 'start', id: id ?? undefined, model: model ?? undefined }];
    for (const [index, block] of (content ?? []).entries()) {
      parts.push(...this.#begin(index, block), ...argumentsOf(block, this.#open.get(index)), ...this.#stop(index));
    }
    this.#usage = counted(usage);
    this.#reason = reason;
    this.#stopSequence = sequence ?? undefined;
    return [...parts, ...this.#finish()];
  }

  #parts({ type, index, message, content_block: block, delta, usage, estimated, error }: SentEvent): readonly Part[] {
    switch (type) {
      case 'message_start':
        this.#usage = estimated === true ? UNCOUNTED : counted(message?.usage ?? null);
        return [
          { kind: 'start', id: message?.id ?? undefined, model: message?.model ?? undefined },
          ...this.#counted(true),
        ];
      case 'content_block_start':
        return block === null ? NOTHING : this.#begin(index ?? 0, block);
      case 'content_block_delta':
        return delta === null ? NOTHING : this.#delta(index ?? 0, delta);
      case 'content_block_stop':
        return this.#stop(index ?? 0);
      case 'message_delta':
        this.#reason = delta?.stop_reason ?? this.#reason;
        this.#stopSequence = delta?.stop_sequence ?? undefined;
        // What it does not repeat stands as `message_start` had it.
        this.#usage = countedOn(this.#usage, counted(usage));
        return this.#counted(false);
      case 'message_stop':
        return this.#finish();
      case 'error':
        return [errorPart(error ?? { type: null, message: 'an error without a message' })];
      default:
        // `ping`, and events that are yet to be invented.
        return NOTHING;
    }
  }

  /** An empty piece says which block is open, so that another model can go on behind it; it is no content. */
  #begin(index: number, block: SentBlock): readonly Part[] {
    const { type, text, thinking, signature, data } = block;
    switch (type) {
      case 'text':
        return [{ kind: 'text', text: text ?? '' }, ...(block.citations ?? []).flatMap(sourceParts)];
      case 'thinking':
        return [{ kind: 'reasoning', text: thinking ?? '' }, ...signatureParts(signature)];
      case 'redacted_thinking':
        return [{ kind: 'sealed', signature: { issuer: 'anthropic', value: data ?? '' } }];
      case 'tool_use': {
        if (block.name === ANSWER_TOOL) {
          this.#open.set(index, 'answer');
          this.#answered = true;
          return [];
        }
        const call = this.#calls++;
        this.#open.set(index, { call });
        return [{ kind: 'call', call, id: block.id || `toolu_${call}`, name: block.name ?? '' }];
      }
      default:
        // What a server tool does and finds is the provider's own work: its fruit are the words and their citations.
        return [{ kind: 'reasoning', text: '' }];
    }
  }

  #delta(index: number, { type, text, thinking, signature, partial_json: json, citation }: SentDelta): readonly Part[] {
    switch (type) {
      case 'text_delta':
        return [{ kind: 'text', text: text ?? '' }];
      case 'thinking_delta':
        return [{ kind: 'reasoning', text: thinking ?? '' }];
      case 'signature_delta':
        return signatureParts(signature);
      case 'citations_delta':
        return citation === null ? NOTHING : sourceParts(citation);
      case 'input_json_delta':
        return jsonParts(json ?? '', this.#open.get(index));
      default:
        return NOTHING;
    }
  }

  #stop(index: number): readonly Part[] {
    const open = this.#open.get(index);
    this.#open.delete(index);
    return open === undefined || open === 'answer' ? NOTHING : [{ kind: 'call_end', call: open.call }];
  }

  #counted(running: boolean): readonly Part[] {
    const usage = readUsage(this.#usage);
    return usage === null ? NOTHING : [{ kind: 'usage', usage, running }];
  }

  #finish(): readonly Part[] {
    // The forced tool is ours: to the client its arguments are words, and the end of them a plain stop.
    const reason = finishReason(
      this.#answered && this.#reason === 'tool_use' ? 'end_turn' : (this.#reason ?? 'end_turn'),
    );
    const sequence = this.#stopSequence;
    return [
      {
        ...{ kind: 'finish', reason: this.#calls > 0 && this.#reason === 'tool_use' ? 'tool_calls' : reason },
        usage: readUsage(this.#usage) ?? undefined,
        ...(sequence === undefined ? {} : { stopSequence: sequence }),
      },
    ];
  }
}

/** A whole block has its arguments as an object. */
function argumentsOf({ type, input }: SentBlock, open: Open | undefined): readonly Part[] {
  if (type !== 'tool_use' || input == null) return NOTHING;
  return jsonParts(JSON.stringify(input), open);
}

function jsonParts(json: string, open: Open | undefined): readonly Part[] {
  if (open === undefined || json === '') return NOTHING;
  return open === 'answer' ? [{ kind: 'text', text: json }] : [{ kind: 'arguments', call: open.call, json }];
}

function signatureParts(value: string | null): readonly Part[] {
  return value === null || value === '' ? NOTHING : [{ kind: 'signature', signature: { issuer: 'anthropic', value } }];
}

type Citation = NonNullable<SentDelta['citation']>;

/** A place in the client's own document has no address, and is left out. */
function sourceParts({ url, title, cited_text: cited }: Citation): readonly Part[] {
  if (url === null || url === '') return NOTHING;
  return [{ kind: 'source', url, title: title ?? undefined, ...(cited === null || cited === '' ? {} : { cited }) }];
}

function errorPart({ type, message }: NonNullable<SentEvent['error']>): Part {
  const status = statusOf(type);
  return { kind: 'error', message, ...(status === undefined ? {} : { status }) };
}
