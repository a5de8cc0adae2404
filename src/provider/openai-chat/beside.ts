/** What some of this family send beside the words: signed and sealed thoughts (OpenRouter), and what the words rest on. */

import * as z from 'zod';
import { once } from '../../once.ts';
import type { Issuer, Part } from '../../part.ts';

type SourcePart = Extract<Part, { kind: 'source' }>;

const text = z.string().nullish().catch(null);
const detailSchema = once(() => z.object({ text, summary: text, signature: text, data: text, format: text, id: text }));
const detailsSchema = once(() => z.array(detailSchema()).catch([]));
const citationSchema = once(() => z.object({ url: z.string(), title: text, content: text }));
const linkSchema = once(() =>
  z.union([z.string().transform((url) => ({ url })), z.object({ url: z.string(), title: text, snippet: text })]),
);
const linksSchema = once(() => z.array(linkSchema().nullable().catch(null)).catch([]));
const annotationsSchema = once(() =>
  z.array(z.object({ url_citation: citationSchema() }).nullable().catch(null)).catch([]),
);

/** The thoughts' text, which is shown elsewhere as a rule, and the signatures and sealed thoughts. */
export function readDetails(details: unknown): { readonly text: string; readonly marks: readonly Part[] } {
  const read = detailsSchema().parse(details ?? []);
  return {
    text: read.map((one) => one.text ?? one.summary ?? '').join(''),
    marks: read.flatMap(({ signature, data, format, id }): Part[] => {
      const issuer = issuerOf(format);
      if (data) return [{ kind: 'sealed', signature: { issuer, value: data }, ...(id ? { id } : {}) }];
      return signature ? [{ kind: 'signature', signature: { issuer, value: signature } }] : [];
    }),
  };
}

const ISSUERS: ReadonlySet<string> = new Set<Issuer>(['anthropic', 'google', 'openai', 'bedrock']);

/** As our own chat wire names it; OpenRouter's own names (`anthropic-claude-v1`) are good with OpenRouter alone. */
function issuerOf(format: string | null | undefined): Issuer {
  return format != null && ISSUERS.has(format) ? (format as Issuer) : 'openrouter';
}

export function readSources(annotations: unknown): readonly SourcePart[] {
  return annotationsSchema()
    .parse(annotations ?? [])
    .flatMap((annotation): SourcePart[] => {
      if (annotation === null) return [];
      const { url, title, content } = annotation.url_citation;
      return [{ kind: 'source', url, title: title ?? undefined, ...(content == null ? {} : { cited: content }) }];
    });
}

/**
 * What an answer as a whole rests on, in lists beside its choices: `citations` are addresses, to which the `[1]` of the text
 * point; Perplexity's `search_results` are the same with their titles. Both come again with every chunk, growing.
 */
export class Lists {
  readonly #sources = new Map<string, SourcePart>();

  add(citations: unknown, results: unknown): void {
    for (const link of [...linksSchema().parse(citations ?? []), ...linksSchema().parse(results ?? [])]) {
      if (link === null || link.url === '') continue;
      const { url, title, snippet } = { title: null, snippet: null, ...link };
      const known = this.#sources.get(url);
      const cited = snippet || known?.cited;
      this.#sources.set(url, {
        ...{ kind: 'source', url, title: title || known?.title },
        ...(cited === undefined ? {} : { cited }),
      });
    }
  }

  /** Each once, and none that an annotation has told of. */
  without(told: ReadonlySet<string>): readonly Part[] {
    return [...this.#sources.values()].filter(({ url }) => !told.has(url));
  }
}
