/** What a prompt requires that Gemini, or this generation of it, has no word for. */

import type { Prompt, Source } from '../../wire/prompt.ts';
import type { Family } from './family.ts';

const MAX_STOPS = 5;

/** Addresses that every generation reads: Google's own file store, its cloud storage and its videos. */
const OWN_URLS = /^https:\/\/(generativelanguage\.googleapis\.com\/|(www\.)?youtube\.com\/|youtu\.be\/)|^gs:/;

export function googleLacks({ messages, sampling, format, tools }: Prompt, family: Family): readonly string[] {
  const sources = messages.flatMap((message): readonly (Source | undefined)[] => {
    if (message.role === 'system' || message.role === 'assistant') return [];
    const parts = message.role === 'tool' ? message.content.flatMap(({ content }) => content) : message.content;
    return parts.map((part) => ('source' in part ? part.source : undefined));
  });
  const kept = sources.some((source) => source?.kind === 'id' && source.issuer !== 'google');
  const elsewhere = sources.some((source) => source?.kind === 'url' && !OWN_URLS.test(source.url));
  return [
    ...(kept ? ['a file that another provider keeps'] : []),
    ...(elsewhere && !family.fetchesUrls ? ['an image or file by its URL'] : []),
    ...(sampling.stop.length > MAX_STOPS ? [`more than ${MAX_STOPS} stop sequences`] : []),
    ...(format.kind !== 'text' && tools.length > 0 && !family.jsonBesideTools ? ['JSON output beside tools'] : []),
  ];
}
