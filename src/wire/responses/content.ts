/** The content of a Responses item -> what it holds: text, images, sounds, files. */

import * as z from 'zod';
import { Refusal } from '../../error.ts';
import { once } from '../../once.ts';
import type { CacheMark, Source, TextContent, UserContent } from '../prompt.ts';

const marked = once(() => ({ prompt_cache_breakpoint: z.object({ ttl: z.string().nullish() }).nullish() }));

const partSchema = once(() =>
  z.union([
    z.object({ type: z.enum(['input_text', 'output_text', 'text', 'reasoning_text']), text: z.string(), ...marked() }),
    z.object({ type: z.literal('refusal'), refusal: z.string() }),
    z.object({
      type: z.literal('input_image'),
      image_url: z.string().nullish(),
      file_id: z.string().nullish(),
      detail: z.string().nullish(),
      ...marked(),
    }),
    z.object({
      type: z.literal('input_file'),
      file_data: z.string().nullish(),
      file_url: z.string().nullish(),
      file_id: z.string().nullish(),
      filename: z.string().nullish(),
      ...marked(),
    }),
    z.object({ type: z.literal('input_audio'), input_audio: z.object({ data: z.string(), format: z.string() }) }),
  ]),
);
type Part = z.infer<ReturnType<typeof partSchema>>;

/** Throws Refusal `invalid_request` for a part that only a provider of this wire might understand. `path` is where it is. */
export function contentOf(content: unknown, path: string): readonly UserContent[] {
  if (content == null) return [];
  if (typeof content === 'string') return content === '' ? [] : [{ kind: 'text', text: content }];
  const parts: readonly unknown[] = Array.isArray(content) ? content : [content];
  return parts.map((part, at) => {
    const read = partSchema().safeParse(part);
    if (!read.success) throw unreadable(`${path}.${at}`, read.error);
    return partOf(read.data);
  });
}

/** Texts alone; whatever else stands there is none of a system message's, nor of an answer's. */
export function textsOf(content: unknown, path: string): readonly TextContent[] {
  return contentOf(content, path).flatMap((part) => (part.kind === 'text' ? [part] : []));
}

function partOf(part: Part): UserContent {
  switch (part.type) {
    case 'refusal':
      return { kind: 'text', text: part.refusal };
    case 'input_image':
      return {
        kind: 'image',
        source: sourceOf(part.image_url, part.file_id, 'image/jpeg'),
        detail: part.detail ?? null,
        ...markOf(part),
      };
    case 'input_file':
      return {
        kind: 'file',
        source: sourceOf(part.file_data ?? part.file_url, part.file_id, 'application/pdf'),
        name: part.filename ?? null,
        ...markOf(part),
      };
    case 'input_audio':
      return { kind: 'audio', format: part.input_audio.format, data: part.input_audio.data };
    default:
      return { kind: 'text', text: part.text, ...markOf(part) };
  }
}

const DATA_URL = /^data:([^;,]+)?(?:;[^,]*)?;base64,/;

/** A data URL is its bytes; text that is no URL at all is base64 of the usual type. */
function sourceOf(url: string | null | undefined, id: string | null | undefined, usualType: string): Source {
  if (url == null) return { kind: 'id', id: id ?? '', issuer: 'openai' };
  const head = DATA_URL.exec(url.slice(0, 256));
  if (head !== null) return { kind: 'base64', mediaType: head[1] ?? usualType, data: url.slice(head[0].length) };
  return /^https?:\/\//.test(url) ? { kind: 'url', url } : { kind: 'base64', mediaType: usualType, data: url };
}

interface Marked {
  readonly prompt_cache_breakpoint?: { ttl?: string | null | undefined } | null | undefined;
}

/** How long is left to the provider: no two of them have the same lengths. */
const markOf = ({ prompt_cache_breakpoint: mark }: Marked): { cache?: CacheMark } =>
  mark == null ? {} : { cache: { ttl: null } };

function unreadable(param: string, cause: z.ZodError): Refusal {
  return new Refusal(
    {
      code: 'invalid_request',
      message: `${param}: this part cannot be sent to the model chosen, which speaks another format. Send input_text, input_image, input_file or input_audio, or name a model of OpenAI's.`,
      param,
    },
    { cause },
  );
}
