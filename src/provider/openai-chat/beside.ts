/** What some of this family send beside the words: signed and sealed thoughts (OpenRouter), and what the words rest on. */

import type { Issuer, Part } from '../../part.ts';
import { isObject, listOf, type Sent, text } from '../shape.ts';

type SourcePart = Extract<Part, { kind: 'source' }>;

const objectOf = (sent: unknown): Sent | null => (isObject(sent) ? sent : null);

/** The thoughts' text, which is shown elsewhere as a rule, and the signatures and sealed thoughts. */
export function readDetails(details: unknown): { readonly text: string; readonly marks: readonly Part[] } {
  const marks: Part[] = [];
  let shown = '';
  for (const detail of listOf(objectOf, details) ?? []) {
    shown += text(detail['text']) ?? text(detail['summary']) ?? '';
    const issuer = issuerOf(text(detail['format']));
    const [data, signature, id] = [text(detail['data']), text(detail['signature']), text(detail['id'])];
    if (data) marks.push({ kind: 'sealed', signature: { issuer, value: data }, ...(id ? { id } : {}) });
    else if (signature) marks.push({ kind: 'signature', signature: { issuer, value: signature } });
  }
  return { text: shown, marks };
}

const ISSUERS: ReadonlySet<string> = new Set<Issuer>(['anthropic', 'google', 'openai', 'bedrock']);

/** As our own chat wire names it; OpenRouter's own names (`anthropic-claude-v1`) are good with OpenRouter alone. */
function issuerOf(format: string | null): Issuer {
  return format !== null && ISSUERS.has(format) ? (format as Issuer) : 'openrouter';
}

export function readSources(annotations: unknown): readonly SourcePart[] {
  if (!Array.isArray(annotations)) return [];
  return annotations.flatMap((annotation: unknown): SourcePart[] => {
    const citation = isObject(annotation) ? objectOf(annotation['url_citation']) : null;
    const url = text(citation?.['url']);
    if (citation === null || url === null) return [];
    const cited = text(citation['content']);
    const title = text(citation['title']) ?? undefined;
    return [{ kind: 'source', url, title, ...(cited === null ? {} : { cited }) }];
  });
}

/**
 * What an answer as a whole rests on, in lists beside its choices: `citations` are addresses, to which the `[1]` of the text
 * point; Perplexity's `search_results` are the same with their titles. Both come again with every chunk, growing.
 */
export class Lists {
  readonly #sources = new Map<string, SourcePart>();

  add(citations: unknown, results: unknown): void {
    if (Array.isArray(citations)) for (const link of citations) this.#add(link);
    if (Array.isArray(results)) for (const link of results) this.#add(link);
  }

  #add(link: unknown): void {
    const told = isObject(link) ? link : null;
    const url = text(link) ?? text(told?.['url']);
    if (url === null || url === '') return;
    const known = this.#sources.get(url);
    const title = text(told?.['title']) || known?.title;
    const cited = text(told?.['snippet']) || known?.cited;
    this.#sources.set(url, { kind: 'source', url, title, ...(cited === undefined ? {} : { cited }) });
  }

  /** Each once, and none that an annotation has told of. */
  without(told: ReadonlySet<string>): readonly Part[] {
    return [...this.#sources.values()].filter(({ url }) => !told.has(url));
  }
}
