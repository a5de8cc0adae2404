/** What an answer means, in whatever pieces and fields it came. */

import type { FinishReason, Part, Signature, TokenUsage } from '../../src/part.ts';

export type Said =
  | { readonly kind: 'text'; readonly text: string; readonly sources: readonly Cited[] }
  | { readonly kind: 'refusal'; readonly text: string }
  | { readonly kind: 'reasoning'; readonly text: string; readonly signature: Signature | null }
  | { readonly kind: 'sealed'; readonly signature: Signature; readonly id: string | null }
  | {
      readonly kind: 'call';
      readonly id: string;
      readonly name: string;
      /** What its arguments are as JSON; as they stand where they are none. */
      readonly arguments: unknown;
      readonly signature: Signature | null;
    };

interface Cited {
  readonly url: string;
  readonly title: string | null;
  readonly cited: string | null;
}

export interface Meaning {
  readonly model: string | null;
  /** In the order in which each began; neighbours of one kind are one. */
  readonly said: readonly Said[];
  readonly reason: FinishReason | null;
  readonly stopSequence: string | null;
  readonly usage: TokenUsage | null;
}

export function meaningOf(parts: readonly Part[]): Meaning {
  const said: Said[] = [];
  const json = new Map<number, string>();
  const places = new Map<number, number>();
  let model: string | null = null;
  let usage: TokenUsage | null = null;
  let finish: Extract<Part, { kind: 'finish' }> | null = null;
  for (const part of parts) {
    const last = said.at(-1);
    const again = (one: Said) => void said.splice(-1, 1, one);
    if (part.kind === 'start') model = part.model ?? null;
    if (part.kind === 'usage') usage = part.usage;
    if (part.kind === 'finish') finish = part;
    if (part.kind === 'text' && part.text !== '') {
      if (last?.kind === 'text') again({ ...last, text: last.text + part.text });
      else said.push({ kind: 'text', text: part.text, sources: [] });
    }
    if (part.kind === 'source') {
      const source = { url: part.url, title: part.title ?? null, cited: part.cited ?? null };
      if (last?.kind === 'text') again({ ...last, sources: [...last.sources, source] });
      else said.push({ kind: 'text', text: '', sources: [source] });
    }
    if (part.kind === 'refusal' && part.text !== '') {
      if (last?.kind === 'refusal') again({ ...last, text: last.text + part.text });
      else said.push({ kind: 'refusal', text: part.text });
    }
    const isOpen = last?.kind === 'reasoning' && last.signature === null;
    if (part.kind === 'reasoning' && part.text !== '') {
      if (isOpen) again({ ...last, text: last.text + part.text });
      else said.push({ kind: 'reasoning', text: part.text, signature: null });
    }
    if (part.kind === 'signature') {
      if (isOpen) again({ ...last, signature: part.signature });
      else said.push({ kind: 'reasoning', text: '', signature: part.signature });
    }
    if (part.kind === 'sealed') said.push({ kind: 'sealed', signature: part.signature, id: part.id ?? null });
    if (part.kind === 'call') {
      const { call, id, name, signature = null } = part;
      places.set(call, said.push({ kind: 'call', id, name, arguments: '', signature }) - 1);
      json.set(call, '');
    }
    if (part.kind === 'arguments') json.set(part.call, (json.get(part.call) ?? '') + part.json);
  }
  for (const [call, at] of places) {
    const one = said[at];
    if (one?.kind === 'call') said[at] = { ...one, arguments: parsed(json.get(call) ?? '') };
  }
  return {
    ...{ model, said, reason: finish?.reason ?? null, stopSequence: finish?.stopSequence ?? null },
    usage: finish?.usage ?? usage,
  };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json === '' ? '{}' : json);
  } catch {
    // Cut short.
    return json;
  }
}
