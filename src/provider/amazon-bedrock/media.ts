/** Images and documents as Converse takes them: their bytes and nothing else, under a format and, of a document, a name. */

import type { ContentBlock, DocumentFormat, ImageFormat } from '@aws-sdk/client-bedrock-runtime';
import type { Source } from '../../wire/prompt.ts';

/** As it travels: bytes are base64, where the SDK's types have them as they are. `input` and `json` are any JSON. */
export type Wired<Block> = Block extends Uint8Array
  ? string
  : Block extends object
    ? { readonly [Key in keyof Block]: Key extends 'input' | 'json' ? unknown : Wired<Block[Key]> }
    : Block;

export type Media = Wired<ContentBlock.ImageMember | ContentBlock.DocumentMember>;

const IMAGES: ReadonlyMap<string, ImageFormat> = new Map([
  ['image/png', 'png'],
  ['image/jpeg', 'jpeg'],
  ['image/jpg', 'jpeg'],
  ['image/gif', 'gif'],
  ['image/webp', 'webp'],
]);
const DOCUMENTS: ReadonlyMap<string, DocumentFormat> = new Map([
  ['application/pdf', 'pdf'],
  ['text/csv', 'csv'],
  ['application/msword', 'doc'],
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'docx'],
  ['application/vnd.ms-excel', 'xls'],
  ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'xlsx'],
  ['text/html', 'html'],
  ['text/markdown', 'md'],
  ['application/json', 'txt'],
]);

const typeOf = (mediaType: string): string => mediaType.split(';')[0]?.trim().toLowerCase() ?? '';

function documentFormat(mediaType: string): DocumentFormat | undefined {
  const type = typeOf(mediaType);
  return DOCUMENTS.get(type) ?? (type.startsWith('text/') ? 'txt' : undefined);
}

/** What cannot be sent, as a noun phrase; null when it can. */
export function unsendable(kind: 'image' | 'file', source: Source): string | null {
  if (source.kind === 'id') return 'a file that another provider keeps';
  if (source.kind === 'url') return 'an image or file by its URL';
  const { mediaType } = source;
  if (IMAGES.has(typeOf(mediaType))) return null;
  if (kind === 'image') return `an image of type ${mediaType}`;
  return documentFormat(mediaType) === undefined ? `a file of type ${mediaType}` : null;
}

/** `names` are those that the request's documents have already: no two may have the same. Empty for what `unsendable` keeps away. */
export function mediaBlocks(source: Source, name: string | null, names: Set<string>): readonly Media[] {
  if (source.kind !== 'base64') return [];
  const { mediaType, data } = source;
  const image = IMAGES.get(typeOf(mediaType));
  if (image !== undefined) return [{ image: { format: image, source: { bytes: data } } }];
  const format = documentFormat(mediaType);
  if (format === undefined) return [];
  return [{ document: { format, name: documentName(name, names), source: { bytes: data } } }];
}

/** Letters, digits, single spaces, hyphens, parentheses and brackets, and at most 200 of them. */
function documentName(name: string | null, names: Set<string>): string {
  const plain = (name ?? '')
    .replace(/\.[A-Za-z0-9]{1,5}$/, '')
    .replaceAll(/[^A-Za-z0-9()[\]-]+/g, ' ')
    .trim()
    .slice(0, 180)
    .trim();
  const first = plain === '' ? 'document' : plain;
  let free = first;
  for (let count = 2; names.has(free); count++) free = `${first} (${count})`;
  names.add(free);
  return free;
}
