/** A whole answer, gathered from its Parts: neighbouring pieces of one kind joined, each call with its arguments. */

import type { FinishReason, Part, Signature, TokenUsage } from '../part.ts';

export type Block =
  | { readonly kind: 'reasoning'; readonly text: string; readonly signature: Signature | undefined }
  | { readonly kind: 'sealed'; readonly signature: Signature; readonly id?: string }
  | { readonly kind: 'text'; readonly text: string; readonly sources: readonly Extract<Part, { kind: 'source' }>[] }
  | { readonly kind: 'refusal'; readonly text: string }
  | {
      readonly kind: 'call';
      readonly id: string;
      readonly name: string;
      /** JSON; `{}` when the model wrote none. */
      readonly arguments: string;
      readonly signature: Signature | undefined;
    };

export interface Answer {
  /** The provider's name for the model that answered; undefined where it gave none. */
  readonly model: string | undefined;
  readonly blocks: readonly Block[];
  readonly reason: FinishReason;
  readonly stopSequence: string | undefined;
  readonly usage: TokenUsage | undefined;
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** The parts of one choice. */
export function gather(parts: readonly Part[]): Answer {
  const blocks: Block[] = [];
  const calls = new Map<number, Writable<Extract<Block, { kind: 'call' }>>>();
  let usage: TokenUsage | undefined;
  let model: string | undefined;
  let finish: Extract<Part, { kind: 'finish' }> | undefined;
  for (const part of parts) {
    const last = blocks.at(-1);
    switch (part.kind) {
      case 'start':
        model = part.model;
        break;
      case 'text':
      case 'refusal':
        if (last?.kind === part.kind) replaceLast(blocks, { ...last, text: last.text + part.text });
        else if (part.text !== '')
          blocks.push(
            part.kind === 'text' ? { kind: 'text', text: part.text, sources: [] } : { ...part, kind: 'refusal' },
          );
        break;
      case 'reasoning':
        // A signed thought is closed: what follows is another.
        if (last?.kind === 'reasoning' && last.signature === undefined) {
          replaceLast(blocks, { ...last, text: last.text + part.text });
        } else if (part.text !== '') blocks.push({ kind: 'reasoning', text: part.text, signature: undefined });
        break;
      case 'signature':
        if (last?.kind === 'reasoning' && last.signature === undefined) {
          replaceLast(blocks, { ...last, signature: part.signature });
        } else blocks.push({ kind: 'reasoning', text: '', signature: part.signature });
        break;
      case 'sealed':
        blocks.push(part);
        break;
      case 'source':
        if (last?.kind === 'text') replaceLast(blocks, { ...last, sources: [...last.sources, part] });
        else blocks.push({ kind: 'text', text: '', sources: [part] });
        break;
      case 'call': {
        const call = { kind: 'call' as const, id: part.id, name: part.name, arguments: '', signature: part.signature };
        calls.set(part.call, call);
        blocks.push(call);
        break;
      }
      case 'arguments': {
        const call = calls.get(part.call);
        if (call !== undefined) call.arguments += part.json;
        break;
      }
      case 'usage':
        usage = part.usage;
        break;
      case 'finish':
        finish = part;
        break;
      default:
    }
  }
  for (const call of calls.values()) if (call.arguments === '') call.arguments = '{}';
  return {
    model,
    blocks,
    reason: finish?.reason ?? 'stop',
    stopSequence: finish?.stopSequence,
    usage: finish?.usage ?? usage,
  };
}

function replaceLast(blocks: Block[], block: Block): void {
  blocks[blocks.length - 1] = block;
}
