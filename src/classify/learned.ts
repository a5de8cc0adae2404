/** The heads that `npm run train` has learned, unpacked on the isolate's first need of one. */

import type { Head } from './heads.ts';
import { MODEL } from './model.ts';
import { unpackHeads } from './packed-heads.ts';

let heads: ReadonlyMap<string, Head> | null = null;

type HeadName = 'topics' | 'followup' | 'domains' | 'actions' | 'verticals' | 'commerce' | 'needs' | 'asked';

export function learned(name: HeadName): Head {
  heads ??= unpackHeads(bytesOf(MODEL));
  const head = heads.get(name);
  if (head === undefined) throw new Error(`The model has no head "${name}": run npm run train.`);
  return head;
}

/** The engine's own decoder where it has one, as workerd does: a tenth of the time. Node has none before 25. */
function bytesOf(base64: string): Uint8Array {
  const decode: unknown = Reflect.get(Uint8Array, 'fromBase64');
  const bytes: unknown = typeof decode === 'function' ? decode.call(Uint8Array, base64) : null;
  return bytes instanceof Uint8Array ? bytes : bytesOneByOne(base64);
}

/** A loop, since `Uint8Array.from` with a function takes ten times as long on two million characters. */
function bytesOneByOne(base64: string): Uint8Array {
  const characters = atob(base64);
  const bytes = new Uint8Array(characters.length);
  for (let at = 0; at < bytes.length; at++) bytes[at] = characters.charCodeAt(at);
  return bytes;
}
