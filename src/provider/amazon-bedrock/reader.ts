/**
 * Converse's events and whole answers -> Parts. `messageStop` says why the model stopped and `metadata`, the last event,
 * what it used. https://docs.aws.amazon.com/bedrock/latest/userguide/conversation-inference-call.html
 */

import type { Issuer, Part, TokenUsage } from '../../part.ts';
import type { ProviderEvent, Reading, StreamReader, Target } from '../contract.ts';
import {
  finishReason,
  parseEvent,
  parseFault,
  parseWhole,
  readUsage,
  type SentBlock,
  type SentCitation,
  type SentEnd,
  type SentEvent,
  type SentUsage,
  statusOf,
} from './answer.ts';
import { issuerOf } from './family.ts';

export function bedrockReader({ model }: Target): StreamReader {
  const reader = new Reader(issuerOf(model.id));
  return { read: (event) => reader.read(event), end: () => reader.end() };
}

/** Null: it cannot be read, or holds neither an answer nor an error. */
export function readWholeBedrock(body: string, { model }: Target): readonly Part[] | null {
  const answer = parseWhole(body);
  if (answer !== null) return new Reader(issuerOf(model.id)).take(answer.content, answer.end, answer.usage);
  const message = parseFault(body);
  return message === null ? null : [{ kind: 'error', message }];
}

const EXCEPTION = 'exception:';

class Reader {
  readonly #issuer: Issuer;
  #calls = 0;
  /** Calls by the number of their block; null: what a tool of Bedrock's own does is nothing that the client could answer. */
  readonly #open = new Map<number, number | null>();
  #stopped: SentEnd | null = null;
  #usage: TokenUsage | undefined;

  /** `issuer` signs the model's thoughts. */
  constructor(issuer: Issuer) {
    this.#issuer = issuer;
  }

  read({ name, data }: ProviderEvent): Reading | null {
    const event = parseEvent(data);
    if (event === null) return null;
    return { parts: this.#event(name ?? '', event), done: name === 'metadata', usageOnly: false };
  }

  /** It said why it stopped; only the count is missing. */
  end(): readonly Part[] | null {
    return this.#stopped === null ? null : this.#finish();
  }

  take(content: readonly SentBlock[], end: SentEnd, usage: SentUsage): readonly Part[] {
    this.#stopped = end;
    const blocks = content.flatMap((block, at) => [...this.#piece(block, at), ...this.#stop(at)]);
    return [{ kind: 'start', id: undefined, model: undefined }, ...blocks, ...this.#count(usage), ...this.#finish()];
  }

  #event(name: string, event: SentEvent): readonly Part[] {
    if (name.startsWith(EXCEPTION)) return [fault(name.slice(EXCEPTION.length), event)];
    const index = event.contentBlockIndex ?? 0;
    switch (name) {
      case 'messageStart':
        return [{ kind: 'start', id: undefined, model: undefined }];
      case 'contentBlockStart':
        return event.start === null ? [] : this.#piece(event.start, index);
      case 'contentBlockDelta':
        return event.delta === null ? [] : this.#piece(event.delta, index);
      case 'contentBlockStop':
        return this.#stop(index);
      case 'messageStop':
        this.#stopped = event;
        return finishReason(event.stopReason ?? '') === null ? [malformed(event)] : [];
      case 'metadata':
        return [...this.#count(event.usage), ...this.#finish()];
      default:
        // Events that are yet to be invented.
        return [];
    }
  }

  /** The beginning of a block, more of it, or the whole. */
  #piece({ text, toolUse, reasoningContent, citation, citationsContent }: SentBlock, index: number): Part[] {
    const parts: Part[] = [];
    if (text) parts.push({ kind: 'text', text });
    if (reasoningContent !== null) this.#thought(reasoningContent, parts);
    if (toolUse !== null) parts.push(...this.#call(toolUse, index));
    for (const words of citationsContent?.content ?? []) if (words !== '') parts.push({ kind: 'text', text: words });
    if (citation !== null) parts.push(...sources(citation));
    for (const one of citationsContent?.citations ?? []) parts.push(...sources(one));
    return parts;
  }

  #thought({ text, signature, redactedContent }: NonNullable<SentBlock['reasoningContent']>, into: Part[]): void {
    if (text) into.push({ kind: 'reasoning', text });
    if (signature) into.push({ kind: 'signature', signature: { issuer: this.#issuer, value: signature } });
    // The bytes are Bedrock's own wrapping: it alone takes them back.
    if (redactedContent) into.push({ kind: 'sealed', signature: { issuer: 'bedrock', value: redactedContent } });
  }

  /** Begun with a name, gone on with by pieces of its arguments; in a whole answer they are an object. */
  #call({ toolUseId, name, input, type }: NonNullable<SentBlock['toolUse']>, index: number): Part[] {
    if (type === 'server_tool_use') this.#open.set(index, null);
    const known = this.#open.get(index);
    if (known === null) return [];
    const call = known ?? this.#calls++;
    this.#open.set(index, call);
    const json = typeof input === 'string' ? input : input == null ? '' : JSON.stringify(input);
    return [
      ...(known === undefined
        ? [{ kind: 'call' as const, call, id: toolUseId || `tooluse_${call}`, name: name ?? '' }]
        : []),
      ...(json === '' ? [] : [{ kind: 'arguments' as const, call, json }]),
    ];
  }

  #stop(index: number): Part[] {
    const call = this.#open.get(index);
    this.#open.delete(index);
    return call == null ? [] : [{ kind: 'call_end', call }];
  }

  #count(usage: SentUsage): Part[] {
    if (usage === null) return [];
    this.#usage = readUsage(usage);
    return [{ kind: 'usage', usage: this.#usage, running: false }];
  }

  #finish(): readonly Part[] {
    const stopReason = this.#stopped?.stopReason ?? null;
    const reason = stopReason === null ? 'other' : finishReason(stopReason);
    if (reason === null) return [malformed({ stopReason })];
    const sequence = this.#stopped?.stopSequence ?? null;
    const open = [...this.#open.keys()].flatMap((index) => this.#stop(index));
    const stopSequence = sequence === null ? {} : { stopSequence: sequence };
    return [...open, { kind: 'finish', reason, usage: this.#usage, ...stopSequence }];
  }
}

function sources({ title, url, sourceContent }: SentCitation): Part[] {
  if (url === null || !/^https?:\/\//.test(url)) return [];
  const cited = (sourceContent ?? []).join('');
  return [{ kind: 'source', url, title: title ?? undefined, ...(cited === '' ? {} : { cited }) }];
}

const malformed = ({ stopReason }: Pick<SentEnd, 'stopReason'>): Part => ({
  ...{ kind: 'error', message: `stopped with ${stopReason}` },
});

function fault(exception: string, { message, originalStatusCode }: SentEvent): Part {
  const status = statusOf(exception) ?? originalStatusCode ?? undefined;
  return {
    kind: 'error',
    message: message ?? exception,
    ...(status === undefined ? {} : { status }),
  };
}
