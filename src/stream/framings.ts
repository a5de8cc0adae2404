/** The framings that providers' streams come in. */

import type { Dialect } from '../provider/contract.ts';
import { EventStream } from './event-stream.ts';
import type { Framer } from './framer.ts';
import { Frames } from './frames.ts';

/** A fresh framer: each stream has its own. */
export function framerOf(framing: Dialect['framing']): Framer {
  switch (framing) {
    case 'sse':
      return new Frames();
    case 'aws-event-stream':
      return new EventStream();
  }
}
