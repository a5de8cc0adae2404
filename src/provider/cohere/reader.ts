/** Cohere's events and whole answers -> Parts. `message-end` is the stream's end: no other mark follows. */

import type { FinishReason, Part, TokenUsage } from '../../part.ts';
import type { ProviderEvent, Reading, StreamReader } from '../contract.ts';
import {
  type Citation,
  type CohereAnswer,
  type CohereCall,
  type CohereMessage,
  parseAnswer,
  readUsage,
} from './answer.ts';

export function cohereReader(): StreamReader {
  const reader = new Reader();
  return { read: (event) => reader.read(event), end: () => null };
}

/** Null: it cannot be read, or holds neither an answer nor an error. */
export function readWholeCohere(body: string): readonly Part[] | null {
  const answer = parseAnswer(body);
  if (answer === null) return null;
  const { message, id, finish_reason: reason, usage } = answer;
  if (typeof message === 'string') return [{ kind: 'error', message }];
  if (message === undefined) return null;
  const reader = new Reader();
  return [start(id), ...reader.message(message), ...reader.finish(reason ?? 'COMPLETE', null, usage)];
}

const start = (id: string | null): Part => ({ kind: 'start', id: id ?? undefined, model: undefined });

class Reader {
  #calls = 0;
  /** Open calls by the provider's index: their numbers, and what of their arguments is held back. */
  readonly #open = new Map<number, { readonly call: number; held: string | null }>();

  read({ name, data }: ProviderEvent): Reading | null {
    const answer = parseAnswer(data);
    if (answer === null) return null;
    const type = answer.type ?? name;
    const parts = this.#event(type, answer);
    return { parts, done: type === 'message-end', usageOnly: false };
  }

  #event(type: string | null, { id, index, delta, message }: CohereAnswer): readonly Part[] {
    if (type === 'error' || (type === null && typeof message === 'string')) {
      return [{ kind: 'error', message: typeof message === 'string' ? message : 'an error without a message' }];
    }
    switch (type) {
      case 'message-start':
        return [start(id)];
      case 'tool-call-start':
        return (delta?.message?.tool_calls ?? []).flatMap((call) => this.#begin(call, index ?? 0));
      case 'tool-call-delta':
        return (delta?.message?.tool_calls ?? []).flatMap((call) => this.#more(call.arguments, index ?? 0));
      case 'tool-call-end':
        return this.#end(index ?? 0);
      case 'message-end':
        return this.finish(delta?.finish_reason ?? null, delta?.error ?? null, delta?.usage ?? null);
      default:
        return delta === null || delta.message === null ? [] : this.message(delta.message);
    }
  }

  /** All that a message holds: a piece of it, or the whole. */
  message({ content, tool_plan: plan, tool_calls: calls, citations }: CohereMessage): Part[] {
    const parts: Part[] = [];
    // A model that is about to call says first what it has in mind.
    if (plan) parts.push({ kind: 'reasoning', text: plan });
    for (const { text, thinking } of content ?? []) {
      if (thinking) parts.push({ kind: 'reasoning', text: thinking });
      if (text) parts.push({ kind: 'text', text });
    }
    for (const citation of citations ?? []) parts.push(...sources(citation));
    for (const [at, call] of (calls ?? []).entries()) parts.push(...this.#begin(call, at), ...this.#end(at));
    return parts;
  }

  finish(reason: string | null, error: string | null, said: CohereAnswer['usage']): readonly Part[] {
    const usage: TokenUsage | undefined = said === null ? undefined : readUsage(said);
    const ending = finishOf(reason);
    if (ending === null) {
      return [{ kind: 'error', message: error ?? `stopped with ${reason ?? 'no reason'}`, ...statusOf(reason) }];
    }
    const open = [...this.#open.keys()].flatMap((at) => this.#end(at));
    const counted: Part[] = usage === undefined ? [] : [{ kind: 'usage', usage, running: false }];
    return [...open, ...counted, { kind: 'finish', reason: ending, usage }];
  }

  #begin({ id, name, arguments: json }: CohereCall, index: number): Part[] {
    const call = this.#calls++;
    this.#open.set(index, { call, held: '' });
    const begun: Part = { kind: 'call', call, id: id || `call_${call}`, name: name ?? '' };
    return [begun, ...this.#more(json, index)];
  }

  /** A call without arguments comes with `null`: that, and what may become it, is held back. */
  #more(json: string | null, index: number): Part[] {
    const open = this.#open.get(index);
    if (open === undefined || json === null || json === '') return [];
    const all = (open.held ?? '') + json;
    open.held = open.held !== null && 'null'.startsWith(all.trim()) ? all : null;
    return open.held === null ? [{ kind: 'arguments', call: open.call, json: all }] : [];
  }

  #end(index: number): Part[] {
    const open = this.#open.get(index);
    if (open === undefined) return [];
    this.#open.delete(index);
    const { call, held } = open;
    const rest = (held ?? '').trim();
    const left: Part[] = rest === '' || rest === 'null' ? [] : [{ kind: 'arguments', call, json: rest }];
    return [...left, { kind: 'call_end', call }];
  }
}

/** What a citation rests on, where it has an address that a client could open: most are parts of a tool's result. */
function sources({ text, sources: on }: Citation): Part[] {
  return (on ?? []).flatMap(({ about }): Part[] => {
    const { url, title } = about ?? {};
    if (typeof url !== 'string' || !/^https?:\/\//.test(url)) return [];
    const cited = text ? { cited: text } : {};
    return [{ kind: 'source', url, title: typeof title === 'string' ? title : undefined, ...cited }];
  });
}

/** Null: it is no end but a failure. https://docs.cohere.com/v2/reference/chat-stream */
function finishOf(reason: string | null): FinishReason | null {
  switch (reason) {
    case 'COMPLETE':
    case 'STOP_SEQUENCE':
      return 'stop';
    case 'MAX_TOKENS':
      return 'length';
    case 'TOOL_CALL':
      return 'tool_calls';
    case 'ERROR_TOXIC':
      return 'content_filter';
    case null:
    case 'ERROR':
    case 'ERROR_LIMIT':
    case 'TIMEOUT':
      return null;
    default:
      return 'other';
  }
}

const statusOf = (reason: string | null) => (reason === 'TIMEOUT' ? { status: 504 } : {});
