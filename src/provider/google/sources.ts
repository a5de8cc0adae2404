/** What an answer rests on: pages that Google searched, places, documents, and works that it quotes. */

import type { Part } from '../../part.ts';
import type { Candidate, Grounding } from './answer.ts';

type SourcePart = Extract<Part, { kind: 'source' }>;

/** Those with a public address, in order: a document in somebody's store has none that a client could open. */
export function sourcesOf(
  grounding: Grounding | null | undefined,
  quoted: Candidate['citationMetadata'],
): readonly SourcePart[] {
  const chunks = (grounding?.groundingChunks ?? []).flatMap((chunk, at): SourcePart[] => {
    const place = chunk.web ?? chunk.maps ?? chunk.retrievedContext ?? chunk.image;
    return sourceOf(place?.uri ?? place?.sourceUri, place?.title, citedBy(grounding, at));
  });
  const works = (quoted?.citations ?? []).flatMap(({ uri, title }) => sourceOf(uri, title, undefined));
  return [...chunks, ...works];
}

function sourceOf(url: string | null | undefined, title: string | null | undefined, cited: string | undefined) {
  if (url == null || !/^https?:\/\//.test(url)) return [];
  return [{ kind: 'source' as const, url, title: title ?? undefined, ...(cited === undefined ? {} : { cited }) }];
}

/** The answer's own words that rest on the chunk. */
function citedBy(grounding: Grounding | null | undefined, at: number): string | undefined {
  const support = (grounding?.groundingSupports ?? []).find(({ groundingChunkIndices: on }) => on?.includes(at));
  return support?.segment?.text ?? undefined;
}
