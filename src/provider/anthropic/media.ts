/** Images and documents as Anthropic takes them. */

import type { DocumentBlockParam, ImageBlockParam } from '@anthropic-ai/sdk/resources/messages';
import type { Source } from '../../wire/prompt.ts';

type ImageType = 'image/jpeg' | 'image/png' | 'image/gif' | 'image/webp';
const IMAGES: ReadonlySet<string> = new Set<ImageType>(['image/jpeg', 'image/png', 'image/gif', 'image/webp']);
const PDF = 'application/pdf';

const isImageType = (type: string): type is ImageType => IMAGES.has(type);
const isText = (type: string): boolean => type.startsWith('text/') || type === 'application/json';

export function imageBlock(source: Source): ImageBlockParam {
  if (source.kind === 'url') return { type: 'image', source: { type: 'url', url: source.url } };
  if (source.kind === 'id') return { type: 'image', source: { type: 'file', file_id: source.id } };
  const type = source.mediaType === 'image/jpg' ? 'image/jpeg' : source.mediaType;
  // A type that is none of these is refused by Anthropic, in its own words.
  return {
    type: 'image',
    source: { type: 'base64', media_type: isImageType(type) ? type : 'image/jpeg', data: source.data },
  };
}

export function documentBlock(source: Source, name: string | null): DocumentBlockParam {
  const title = name === null ? {} : { title: name };
  if (source.kind === 'url') return { type: 'document', source: { type: 'url', url: source.url }, ...title };
  if (source.kind === 'id') return { type: 'document', source: { type: 'file', file_id: source.id }, ...title };
  const { mediaType, data } = source;
  return isText(mediaType)
    ? { type: 'document', source: { type: 'text', media_type: 'text/plain', data: decoded(data) }, ...title }
    : { type: 'document', source: { type: 'base64', media_type: PDF, data }, ...title };
}

/** What cannot be sent, as a noun phrase; null when it can. */
export function unsendable(kind: 'image' | 'file', source: Source): string | null {
  if (source.kind === 'id') return source.issuer === 'anthropic' ? null : 'a file that another provider keeps';
  if (source.kind === 'url') return null;
  if (kind === 'image') {
    const type = source.mediaType === 'image/jpg' ? 'image/jpeg' : source.mediaType;
    return isImageType(type) ? null : `an image of type ${source.mediaType}`;
  }
  return source.mediaType === PDF || isText(source.mediaType) ? null : `a file of type ${source.mediaType}`;
}

function decoded(base64: string): string {
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
  } catch {
    // It was no base64: a client that sends its text as it is means just that.
    return base64;
  }
}
