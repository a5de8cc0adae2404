/** What an answer rests on: pages that Google searched, places, documents, and works that it quotes. */

import type { Part } from '../../part.ts';
import type { Candidate, Grounding } from './answer.ts';

type SourcePart = Extract<Part, { kind: 'source' }>;

/** Those with a public address, in order: a document in somebody's store has none that a client could open. */
export function sourcesOf({ grounding, works }: Pick<Candidate, 'grounding' | 'works'>): readonly SourcePart[] {
  if (grounding === null && works === null) return NONE;
  const chunks = (grounding?.chunks ?? []).flatMap(({ place }, at): SourcePart[] =>
    sourceOf(place?.uri ?? place?.sourceUri, place?.title, citedBy(grounding, at)),
  );
  return [...chunks, ...(works ?? []).flatMap(({ uri, title }) => sourceOf(uri, title, undefined))];
}

const NONE: readonly SourcePart[] = [];

function sourceOf(url: string | undefined, title: string | undefined, cited: string | undefined): SourcePart[] {
  if (url === undefined || !/^https?:\/\//.test(url)) return [];
  return [{ kind: 'source', url, title, ...(cited === undefined ? {} : { cited }) }];
}

/** The answer's own words that rest on the chunk. */
function citedBy(grounding: Grounding | null, at: number): string | undefined {
  return grounding?.supports?.find(({ on }) => on?.includes(at))?.text ?? undefined;
}
