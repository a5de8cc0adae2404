/** The headers of a call to a provider of this family. */

import type { ChatRow } from './row.ts';

export function callHeaders({ keyHeader }: ChatRow, secret: string | null, stream: boolean): Record<string, string> {
  return {
    'content-type': 'application/json',
    accept: stream ? 'text/event-stream' : 'application/json',
    ...(secret === null ? {} : { [keyHeader]: keyHeader === 'api-key' ? secret : `Bearer ${secret}` }),
  };
}
