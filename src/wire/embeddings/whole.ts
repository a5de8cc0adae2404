/** OpenAI Embeddings, answer side: the Parts of an answer of another provider -> one list of vectors. */

import type { Part } from '../../part.ts';
import { gather } from '../answer.ts';
import { estimated } from '../messages/usage.ts';
import type { AnswerHead } from '../wire.ts';

export function wholeEmbeddings(parts: readonly Part[], { model, ask }: AnswerHead): object {
  const vectors = parts.flatMap((part) => (part.kind === 'vector' ? [part.values] : []));
  const written = ask.embeddable?.encoding === 'base64' ? base64Of : (values: readonly number[]) => values;
  const { model: named, usage } = gather(parts);
  const read = usage?.input ?? estimated(ask.inputBytes);
  return {
    object: 'list',
    data: vectors.map((values, index) => ({ object: 'embedding', index, embedding: written(values) })),
    model: named ?? model,
    // The wire demands a number: where the provider gave none it is an estimate, and marked as one.
    usage: { prompt_tokens: read, total_tokens: read, ...(usage === undefined ? { estimated: true } : {}) },
  };
}

/** Bytes that one call of `fromCharCode` is handed: an engine bounds its arguments. */
const CHUNK_BYTES = 8192;

/** Single-precision numbers, least byte first: what official clients ask for and read. */
function base64Of(values: readonly number[]): string {
  const view = new DataView(new ArrayBuffer(values.length * 4));
  for (const [at, value] of values.entries()) view.setFloat32(at * 4, value, true);
  const bytes = new Uint8Array(view.buffer);
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    text += String.fromCharCode(...bytes.subarray(at, at + CHUNK_BYTES));
  }
  return btoa(text);
}
