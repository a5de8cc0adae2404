/** Where the bytes of an image or a document are, as Anthropic writes it. */

import * as z from 'zod';
import { once } from '../../once.ts';
import type { Source } from '../prompt.ts';

export const sourceSchema = once(() =>
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('base64'), media_type: z.string().nullish(), data: z.string() }),
    z.object({ type: z.literal('url'), url: z.string() }),
    z.object({ type: z.literal('file'), file_id: z.string() }),
  ]),
);

export function sourceOf(source: z.infer<ReturnType<typeof sourceSchema>>, usualType: string): Source {
  switch (source.type) {
    case 'base64':
      return { kind: 'base64', mediaType: source.media_type ?? usualType, data: source.data };
    case 'url':
      return { kind: 'url', url: source.url };
    case 'file':
      return { kind: 'id', id: source.file_id, issuer: 'anthropic' };
  }
}
