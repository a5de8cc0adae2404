/** The content of a chat message -> what it holds: text, images, sounds, files. */

import * as z from 'zod';
import { Refusal } from '../../error.ts';
import { once } from '../../once.ts';
import type { CacheMark, Source, TextContent, UserContent } from '../prompt.ts';

/** Anthropic's mark, as gateways have it on this wire, and OpenAI's own. */
const marked = once(() => ({
  cache_control: z.object({ ttl: z.string().nullish() }).nullish(),
  prompt_cache_breakpoint: z.object({ mode: z.string().nullish() }).nullish(),
}));
const urlSchema = once(() => z.union([z.string(), z.object({ url: z.string(), detail: z.string().nullish() })]));

const contentSchema = once(() =>
  z.union([
    z.object({ type: z.enum(['text', 'input_text', 'output_text']), text: z.string(), ...marked() }),
    z.object({ type: z.enum(['image_url', 'input_image']), image_url: urlSchema(), ...marked() }),
    z.object({ type: z.literal('input_audio'), input_audio: z.object({ data: z.string(), format: z.string() }) }),
    z.object({
      type: z.enum(['file', 'input_file']),
      file: z.object({
        file_data: z.string().nullish(),
        file_id: z.string().nullish(),
        filename: z.string().nullish(),
      }),
      ...marked(),
    }),
    z.object({ type: z.literal('refusal'), refusal: z.string() }),
  ]),
);
type Content = z.infer<ReturnType<typeof contentSchema>>;

/** Throws Refusal `invalid_request` for a part that only a provider of this wire might understand. `path` is where it is. */
export function userContent(content: unknown, path: string): readonly UserContent[] {
  if (content == null) return [];
  if (typeof content === 'string') return content === '' ? [] : [{ kind: 'text', text: content }];
  const parts = Array.isArray(content) ? content : [];
  return parts.map((part: unknown, at) => {
    const read = contentSchema().safeParse(part);
    if (!read.success) throw unreadable(`${path}.${at}`, read.error);
    return contentOf(read.data);
  });
}

/** Texts alone; whatever else stands there is none of a system message's. */
export function textsOf(content: unknown): readonly TextContent[] {
  return userContent(content, 'messages').flatMap((part) => (part.kind === 'text' ? [part] : []));
}

function contentOf(part: Content): UserContent {
  switch (part.type) {
    case 'text':
    case 'input_text':
    case 'output_text':
      return { kind: 'text', text: part.text, ...markOf(part) };
    case 'refusal':
      return { kind: 'text', text: part.refusal };
    case 'image_url':
    case 'input_image': {
      const { image_url: image } = part;
      const url = typeof image === 'string' ? image : image.url;
      const detail = typeof image === 'string' ? null : (image.detail ?? null);
      return { kind: 'image', source: sourceOf(url, 'image/jpeg'), detail, ...markOf(part) };
    }
    case 'input_audio':
      return { kind: 'audio', format: part.input_audio.format, data: part.input_audio.data };
    case 'file':
    case 'input_file': {
      const { file_data: data, file_id: id, filename } = part.file;
      const source: Source =
        data == null ? { kind: 'id', id: id ?? '', issuer: 'openai' } : sourceOf(data, 'application/pdf');
      return { kind: 'file', source, name: filename ?? null, ...markOf(part) };
    }
  }
}

const DATA_URL = /^data:([^;,]+)?(?:;[^,]*)?;base64,/;

/** A data URL is its bytes; text that is no URL at all is base64 of the usual type. */
function sourceOf(url: string, usualType: string): Source {
  const head = DATA_URL.exec(url.slice(0, 256));
  if (head !== null) return { kind: 'base64', mediaType: head[1] ?? usualType, data: url.slice(head[0].length) };
  return /^https?:\/\//.test(url) ? { kind: 'url', url } : { kind: 'base64', mediaType: usualType, data: url };
}

interface Marked {
  readonly cache_control?: { readonly ttl?: string | null | undefined } | null | undefined;
  readonly prompt_cache_breakpoint?: object | null | undefined;
}

/** How long OpenAI's mark is to last is left to the provider: no two of them have the same lengths. */
function markOf({ cache_control: mark, prompt_cache_breakpoint: point }: Marked): { cache?: CacheMark } {
  if (mark == null && point == null) return {};
  return { cache: { ttl: mark?.ttl ?? null } };
}

function unreadable(param: string, cause: z.ZodError): Refusal {
  return new Refusal(
    {
      code: 'invalid_request',
      message: `${param}: this part of a message cannot be sent to the model chosen, which speaks another format. Send text, image_url, input_audio or file, or name a model of an OpenAI-compatible provider.`,
      param,
    },
    { cause },
  );
}
