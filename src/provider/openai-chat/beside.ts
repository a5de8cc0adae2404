/** What some of this family send beside the words: signed and sealed thoughts (OpenRouter), and what the words rest on. */

import * as z from 'zod';
import type { Issuer, Part } from '../../part.ts';

const text = z.string().nullish().catch(null);
const detailSchema = z.object({ text, summary: text, signature: text, data: text, format: text, id: text });
const detailsSchema = z.array(detailSchema).catch([]);
const citationSchema = z.object({ url: z.string(), title: text, content: text });
const annotationsSchema = z.array(z.object({ url_citation: citationSchema }).nullable().catch(null)).catch([]);

/** The thoughts' text, which is shown elsewhere as a rule, and the signatures and sealed thoughts. */
export function readDetails(details: unknown): { readonly text: string; readonly marks: readonly Part[] } {
  const read = detailsSchema.parse(details ?? []);
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

export function readSources(annotations: unknown): readonly Part[] {
  return annotationsSchema.parse(annotations ?? []).flatMap((annotation): Part[] => {
    if (annotation === null) return [];
    const { url, title, content } = annotation.url_citation;
    return [{ kind: 'source', url, title: title ?? undefined, ...(content == null ? {} : { cited: content }) }];
  });
}
