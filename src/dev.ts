/**
 * The Worker as `npm start` and the tests run it: what `wrangler deploy` ships, and beside it a stand-in for the binding
 * AI, which cannot be had without an account.
 *
 * LocalAi is no model. Its vectors know words and not meaning: two texts are near when they share words. It is there so
 * that a policy with an embedding model can be tried on this machine, with everything around the model real.
 */

import { WorkerEntrypoint } from 'cloudflare:workers';

export { Account, default } from './index.ts';

const DIMENSIONS = 384;
/** The cosine of texts without a common word: in the spaces of real models, too, all texts lie to one side. */
const LEAST_COSINE = 0.35;

export class LocalAi extends WorkerEntrypoint {
  /** Answers `{ text: string[] }` as an embedding model does, the same text always with the same vector. Throws on anything else. */
  run(model: string, inputs: Readonly<Record<string, unknown>>): { shape: [number, number]; data: number[][] } {
    const text = inputs['text'];
    if (!Array.isArray(text)) {
      throw new Error(`The local stand-in for Workers AI has no language models, so ${model} cannot be asked here.`);
    }
    return { shape: [text.length, DIMENSIONS], data: text.map((each) => vectorOf(String(each))) };
  }
}

/** The text's words, each in a place of its own as far as hashing goes, and one part that all texts have in common. */
function vectorOf(text: string): number[] {
  const vector: number[] = Array.from({ length: DIMENSIONS }, () => 0);
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) {
    let hash = 0x811c9dc5;
    for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193);
    const place = 1 + ((hash >>> 0) % (DIMENSIONS - 1));
    vector[place] = (vector[place] ?? 0) + 1;
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((value, place) =>
    place === 0 ? Math.sqrt(LEAST_COSINE) : (value / length) * Math.sqrt(1 - LEAST_COSINE),
  );
}
