/** What a request holds beside words, and how many of its bytes a model does not read as text. */

import type { Modality } from '../ask.ts';
import { type Item, type Part, partsOf } from './items.ts';

interface Media {
  readonly modality: readonly Modality[];
  readonly images: number;
  /**
   * Bytes of base64 that a model does not read byte by byte: images, which are counted apart, and audio, of which a
   * hundredth stays (the densest codec makes one token of about 270 bytes). A file stays whole: its text is in it.
   */
  readonly bytes: number;
}

export function mediaOf(items: readonly Item[]): Media {
  const modality = new Set<Modality>(['text']);
  let images = 0;
  let bytes = 0;
  for (const item of items) {
    // An image that the model made, handed back with the conversation.
    if (item.type === 'image_generation_call') {
      images += 1;
      bytes += lengthOf(item['result']);
    }
    for (const part of partsOf(item)) {
      const kind = modalityOf(part);
      modality.add(kind);
      if (kind === 'image') {
        images += 1;
        bytes += lengthOf(part['image_url']);
      }
      if (kind === 'audio') bytes += Math.floor(lengthOf(Reflect.get(Object(part['input_audio']), 'data')) * 0.99);
    }
  }
  return { modality: [...modality], images, bytes };
}

function modalityOf({ type }: Part): Modality {
  switch (type) {
    case 'input_image':
    case 'computer_screenshot':
      return 'image';
    case 'input_audio':
      return 'audio';
    case 'input_file':
      return 'file';
    default:
      return 'text';
  }
}

const lengthOf = (value: unknown): number => (typeof value === 'string' ? value.length : 0);
